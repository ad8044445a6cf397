import { useId } from "react";

import { FULL, setVolume, volumeOf, volumes } from "~/call/volumes";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Dialog } from "~/ui/Dialog";
import { isolated } from "~/ui/isolated";
import { Switch } from "~/ui/Switch";

import { volumeAsked } from "./stageView";

/** How loud somebody is here; nobody else hears a difference. */
export function VolumeDialog() {
  const id = useId();
  const asked = useReadable(volumeAsked);
  const all = useReadable(volumes);
  const { level, muted } = asked ? volumeOf(all, asked.tile.userId, asked.sound) : FULL;
  const set = (change: { level?: number; muted?: boolean }): void => {
    if (asked) setVolume(asked.tile.userId, asked.sound, { level, muted, ...change });
  };
  const name = isolated(asked?.tile.username ?? "");
  return (
    <Dialog
      open={asked !== null}
      onOpenChange={() => volumeAsked.set(null)}
      title={asked?.sound === "screenAudio" ? t.volume.ofScreen(name) : t.volume.of(name)}
      text={t.volume.text}
    >
      <label htmlFor={id} className="mb-2 flex justify-between font-medium">
        {t.volume.item}
        <span aria-hidden className="font-regular text-ink-muted tabular-nums">
          {t.volume.percent(Math.round(level * 100))}
        </span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(level * 100)}
        aria-valuetext={t.volume.percent(Math.round(level * 100))}
        onChange={({ target }) => set({ level: Number(target.value) / 100 })}
        className="mb-4 h-6 w-full accent-accent pointer-coarse:h-11"
      />
      <Switch label={t.volume.mute} checked={muted} onChange={(now) => set({ muted: now })} />
    </Dialog>
  );
}
