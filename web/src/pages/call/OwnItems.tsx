// What everybody may do with somebody for themself alone, and who leads for all.
import { Pin, PinOff, Speaker, Spotlight, Volume2, VolumeX } from "lucide-react";

import type { CallView, Tile } from "~/call/view";
import { setVolume, volumeOf, volumes } from "~/call/volumes";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { MenuItem } from "~/ui/Menu";

import { failed } from "./failed";
import { pin, pinned, volumeAsked } from "./stageView";

export function OwnItems({ call, tile }: { call: CallView; tile: Tile }) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  const isPinned = useReadable(pinned) === tile.id;
  const sound = tile.source === "screen" ? "screenAudio" : "microphone";
  const isBeside = useReadable(call.companionOf) === tile.participantId;
  const { level, muted } = useSelected(volumes, (all) => volumeOf(all, tile.userId, sound));
  return (
    <>
      <MenuItem icon={isPinned ? PinOff : Pin} onSelect={() => pin(tile.id)}>
        {isPinned ? t.tile.unpinItem : t.tile.pinItem}
      </MenuItem>
      {leads && tile.source === "camera" && (
        <MenuItem icon={Spotlight} onSelect={() => call.spotlight(tile.spotlight ? null : tile.participantId)}>
          {tile.spotlight ? t.tile.endSpotlight : t.tile.spotlight}
        </MenuItem>
      )}
      {!tile.local && (
        <>
          {tile.source === "camera" && (
            <MenuItem
              icon={Speaker}
              onSelect={() => void call.accompany(isBeside ? null : tile.participantId).catch(failed)}
            >
              {isBeside ? t.sameRoom.ownSound : t.sameRoom.join}
            </MenuItem>
          )}
          <MenuItem icon={Volume2} onSelect={() => volumeAsked.set({ tile, sound })}>
            {t.volume.item}
          </MenuItem>
          <MenuItem
            icon={muted ? Volume2 : VolumeX}
            onSelect={() => setVolume(tile.userId, sound, { level, muted: !muted })}
          >
            {muted ? t.volume.unmute : t.volume.mute}
          </MenuItem>
        </>
      )}
    </>
  );
}
