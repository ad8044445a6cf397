import { Link2 } from "lucide-react";
import { useEffect } from "react";

import type { Room, User } from "~/api/schemas";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { lacks } from "~/devices/support";
import { useReadable } from "~/lib/useReadable";
import { DeviceSelects } from "~/pages/devices/DeviceSelects";
import { SoundCheck } from "~/pages/devices/SoundCheck";
import { rememberStart, startsOn } from "~/pages/meeting/start";
import type { JoinProblem } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";
import { Header } from "~/ui/Header";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";
import { Part } from "~/ui/Part";

import { SelfView } from "./SelfView";

interface Props {
  room: Room;
  user: User;
  devices: Devices;
  local: LocalMedia;
  joining: boolean;
  /** Why the last try to join did not work. */
  problem: JoinProblem | null;
  onJoin: (takeOver: boolean) => void;
}

export function PreJoin({ room, user, devices, local, joining, problem, onJoin }: Props) {
  const camera = useReadable(local.camera);
  const microphone = useReadable(local.microphone);

  useEffect(() => {
    if (startsOn("microphone", room.code)) void local.setMicrophone(true);
    if (startsOn("camera", room.code)) void local.setCamera(true);
  }, [local, room.code]);

  const toggle = (kind: "camera" | "microphone"): void => {
    const on = !local[kind].get().on;
    rememberStart(kind, on);
    void (kind === "camera" ? local.setCamera(on) : local.setMicrophone(on));
  };
  const problems = (["microphone", "camera"] as const).flatMap((kind) => {
    const found = kind === "camera" ? camera.problem : microphone.problem;
    // Said of both at once, above.
    return found && found !== "insecure" ? [{ kind, text: t.deviceProblems[found](kind) }] : [];
  });

  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(room.name)}</title>
      <Header user={user} />
      <main className="mx-auto grid w-full max-w-6xl flex-1 grid-cols-[minmax(0,1fr)] content-start gap-x-14 gap-y-5 px-4 pt-2 pb-12 sm:px-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:content-center lg:pb-20">
        <Part name={t.parts.ownPicture}>
          <SelfView user={user} local={local} onToggle={toggle} />
        </Part>
        <div className="flex min-w-0 flex-col gap-4 max-sm:order-last">
          {lacks().map((lack) => (
            <Notice key={lack} tone="warn">
              {t.lacks[lack]}
            </Notice>
          ))}
          {problems.map(({ kind, text }) => (
            <Notice key={kind} tone="warn">
              {text}{" "}
              <button
                type="button"
                className="rounded-sm font-semibold underline underline-offset-2"
                onClick={() => void local.retry(kind)}
              >
                {t.actions.tryAgain}
              </button>
            </Notice>
          ))}
          <Part name={t.parts.devices}>
            <div className="grid gap-4 sm:grid-cols-3 sm:gap-3">
              <DeviceSelects devices={devices} />
            </div>
          </Part>
          <Part name={t.parts.soundCheck}>
            <SoundCheck devices={devices} local={local} />
          </Part>
        </div>
        <div className="flex flex-col items-center gap-6 py-3 text-center lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:self-center">
          <div className="max-w-full">
            <h1 dir="auto" className="line-clamp-3 text-xl font-semibold">
              {room.name}
            </h1>
            <p className="mt-1 flex items-center justify-center gap-1 text-ink-muted">
              <span className="font-mono">{room.code}</span>
              <IconButton icon={Link2} label={t.actions.copyLink} size="sm" onClick={() => void copyLink(room.url)} />
            </p>
          </div>
          {problem && <Notice tone={problem.elsewhere ? "warn" : "danger"}>{problem.text}</Notice>}
          <Button
            size="lg"
            busy={joining}
            onClick={() => onJoin(problem?.elsewhere ?? false)}
            className="w-full max-w-64 sm:w-auto sm:min-w-44"
          >
            {problem?.elsewhere ? t.preJoin.joinHere : t.preJoin.join}
          </Button>
          {!camera.on && !microphone.on && !camera.pending && !microphone.pending && (
            <p className="text-ink-muted">{t.preJoin.withoutDevices}</p>
          )}
        </div>
      </main>
    </div>
  );
}
