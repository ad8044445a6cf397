// Oneself before joining: the picture, and what it is taken and heard with.
import { useEffect, type ReactNode } from "react";

import { embedded } from "~/api/guestSession";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { lacks } from "~/devices/support";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { CheckOffer } from "~/pages/devices/CheckLink";
import { DeviceSelects } from "~/pages/devices/DeviceSelects";
import { SoundCheck } from "~/pages/devices/SoundCheck";
import { rememberStart, startsOn } from "~/pages/meeting/start";
import { t } from "~/text/t";
import { Notice } from "~/ui/Notice";
import { Part } from "~/ui/Part";

import { SelfView } from "./SelfView";

interface Props {
  code: string;
  name: string;
  devices: Devices;
  local: LocalMedia;
  /** What is beside it: where one is. */
  head: ReactNode;
  /** The way in, which stays in its place whatever comes to be known above and below it. */
  children: ReactNode;
  /** Other ways. */
  besides: ReactNode;
}

export function Mirror({ code, name, devices, local, head, children, besides }: Props) {
  const camera = useReadable(local.camera);
  const microphone = useReadable(local.microphone);

  useEffect(() => {
    if (startsOn("microphone", code)) void local.setMicrophone(true);
    if (startsOn("camera", code)) void local.setCamera(true);
  }, [local, code]);

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
    <main className="mx-auto grid w-full max-w-6xl flex-1 grid-cols-[minmax(0,1fr)] content-start gap-x-14 gap-y-5 px-4 pt-2 pb-12 sm:px-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:content-center lg:pb-20">
      <Part name={t.parts.ownPicture}>
        <SelfView name={name} local={local} onToggle={toggle} />
      </Part>
      <div className={cx("flex min-w-0 flex-col gap-4 max-sm:order-last", embedded && "max-lg:order-last")}>
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
        <CheckOffer />
      </div>
      <div className="flex flex-col items-center gap-6 py-3 text-center lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:grid lg:grid-cols-[minmax(0,1fr)] lg:grid-rows-[1fr_auto_1fr] lg:justify-items-center">
        <div className="flex max-w-full flex-col items-center gap-6 lg:self-end">{head}</div>
        {children}
        <div className="flex max-w-full flex-col items-center gap-6 empty:hidden lg:self-start">
          {besides}
          {!camera.on && !microphone.on && !camera.pending && !microphone.pending && (
            <p className="text-ink-muted">{t.preJoin.withoutDevices}</p>
          )}
        </div>
      </div>
    </main>
  );
}
