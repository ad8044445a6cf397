import { useState } from "react";

import type { CallView } from "~/call/view";
import { available, type Devices } from "~/devices/devices";
import type { Problem } from "~/devices/deviceError";
import type { LocalMedia, LocalSource } from "~/devices/localMedia";
import type { Readable } from "~/lib/store";
import { useReadable } from "~/lib/useReadable";
import { CheckLink } from "~/pages/devices/CheckLink";
import { t } from "~/text/t";

import { Closable } from "./Closable";
import { SameRoomNotice } from "./SameRoomNotice";
import { TalkingMuted } from "./TalkingMuted";

const LINK = "rounded-sm font-semibold underline underline-offset-2";

interface Props {
  call: CallView;
  local: LocalMedia;
  devices: Devices;
}

/** What stands between a person and a device that they use, or just tried to. */
export function DeviceTroubles({ call, local, devices }: Props) {
  const hasSound = useReadable(call.companionOf) === null;
  const microphone = useTrouble(local.microphone);
  const camera = useTrouble(local.camera);
  const screen = useTrouble(local.screen);
  return (
    // Above the place where it is said that somebody came or went.
    <div className="pointer-events-none absolute inset-x-3 bottom-24 z-20 mx-auto flex max-w-lg flex-col gap-2 *:pointer-events-auto">
      <Trouble kind="microphone" {...microphone} retry={() => local.retry("microphone")} checks />
      <Trouble
        kind="camera"
        {...camera}
        retry={() => local.retry("camera")}
        // One look finds the trouble of both.
        checks={microphone.problem === null}
      />
      <Trouble kind="screen" {...screen} />
      <SpeakerGone devices={devices} />
      {hasSound && <TalkingMuted local={local} />}
      {hasSound && <SameRoomNotice call={call} />}
    </div>
  );
}

interface Known {
  /** Null: there is none, or it was known before the call, or was read and closed: it is not said again. */
  problem: Problem | null;
  close: () => void;
}

function useTrouble(of: Readable<LocalSource>): Known {
  const source = useReadable(of);
  const [known, setKnown] = useState(source);
  return { problem: source === known ? null : source.problem, close: () => setKnown(source) };
}

interface TroubleProps extends Known {
  kind: "microphone" | "camera" | "screen";
  retry?: () => Promise<void>;
  /** It leads to the check of one's setup. */
  checks?: boolean;
}

function Trouble({ kind, problem, close, retry, checks = false }: TroubleProps) {
  if (problem === null) return null;
  return (
    <Closable onClose={close}>
      {t.deviceProblems[problem](kind)}
      {retry && (
        // Below it, so that one is not read as a part of the other.
        <span className="mt-1 flex flex-wrap gap-x-5">
          <button type="button" className={LINK} onClick={() => void retry()}>
            {t.actions.tryAgain}
          </button>
          {checks && <CheckLink className={LINK} />}
        </span>
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
