import { Mic, MicOff, Video, VideoOff } from "lucide-react";

import type { LocalSource } from "~/devices/localMedia";
import { t } from "~/text/t";
import { ControlButton } from "~/ui/ControlButton";
import { keysOf } from "~/ui/keys";

const ICONS = { microphone: [Mic, MicOff], camera: [Video, VideoOff] } as const;

interface Props {
  kind: "microphone" | "camera";
  source: LocalSource;
  onToggle: () => void;
}

/** Turns one's own microphone or camera on or off. */
export function MediaToggle({ kind, source, onToggle }: Props) {
  const { on, pending, problem } = source;
  return (
    <ControlButton
      icon={ICONS[kind][on ? 0 : 1]}
      label={(on ? t.devices.turnOff : t.devices.turnOn)[kind]}
      keys={keysOf(kind)}
      tone={on ? "plain" : "off"}
      alert={problem !== null}
      aria-busy={pending || undefined}
      className={pending ? "animate-breathe" : ""}
      onClick={onToggle}
    />
  );
}
