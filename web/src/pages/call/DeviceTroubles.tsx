import { useState } from "react";

import type { CallView } from "~/call/view";
import { available, type Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";

import { Closable } from "./Closable";
import { TalkingMuted } from "./TalkingMuted";

const KINDS = ["microphone", "camera", "screen"] as const;

interface Props {
  call: CallView;
  local: LocalMedia;
  devices: Devices;
}

/** What stands between a person and a device that they use, or just tried to. */
export function DeviceTroubles({ call, local, devices }: Props) {
  const hasSound = useReadable(call.companionOf) === null;
  return (
    // Above the place where it is said that somebody came or went.
    <div className="pointer-events-none absolute inset-x-3 bottom-16 z-20 mx-auto flex max-w-lg flex-col gap-2 *:pointer-events-auto">
      {KINDS.map((kind) => (
        <Trouble key={kind} kind={kind} local={local} />
      ))}
      <SpeakerGone devices={devices} />
      {hasSound && <TalkingMuted local={local} />}
    </div>
  );
}

function Trouble({ kind, local }: { kind: (typeof KINDS)[number]; local: LocalMedia }) {
  const source = useReadable(local[kind]);
  // What was known before the call, or was read and closed, is not said again.
  const [known, setKnown] = useState(source);
  if (source.problem === null || source === known) return null;
  return (
    <Closable onClose={() => setKnown(source)}>
      {t.deviceProblems[source.problem](kind)}{" "}
      {kind !== "screen" && (
        <button
          type="button"
          className="rounded-sm font-semibold underline underline-offset-2"
          onClick={() => void local.retry(kind)}
        >
          {t.actions.tryAgain}
        </button>
      )}
    </Closable>
  );
}

/** The chosen speaker was there and is no more. */
function SpeakerGone({ devices }: { devices: Devices }) {
  const { speaker: chosen } = useReadable(devices.chosen);
  const { speaker: speakers } = useReadable(devices.lists);
  const [there, setThere] = useState<string | null>(null);
  const isThere = available(chosen, speakers) === chosen;
  if (isThere && there !== chosen) setThere(chosen);
  if (isThere || there !== chosen) return null;
  return <Closable onClose={() => setThere(null)}>{t.devices.speakerGone}</Closable>;
}
