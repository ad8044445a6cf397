// Somebody was asked to let one in: oneself, and where one stands.
import { useEffect, useRef } from "react";

import type { LocalMedia } from "~/devices/localMedia";
import { rememberStart } from "~/pages/meeting/start";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Logo } from "~/ui/Logo";
import { Part } from "~/ui/Part";

import { Begins } from "./Begins";
import { SelfView } from "./SelfView";

interface Props {
  local: LocalMedia;
  /** Somebody is there who can let one in. */
  isLed: boolean;
  /** When the meeting begins, where it has a time. */
  nextAt: string | null | undefined;
  leave: () => void;
}

export function Waiting({ local, isLed, nextAt, leave }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const toggle = (kind: "camera" | "microphone"): void => {
    const on = !local[kind].get().on;
    rememberStart(kind, on);
    void (kind === "camera" ? local.setCamera(on) : local.setMicrophone(on));
  };
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(t.guest.waiting)}</title>
      <header className="flex h-18 items-center px-4 sm:px-8">
        <Logo />
      </header>
      <main className="mx-auto flex w-full max-w-2xl flex-1 flex-col items-center justify-center gap-6 px-4 pb-16 text-center">
        <div>
          <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold">
            {t.guest.waiting}
          </h1>
          <p role="status" className="mt-2 text-base text-balance text-ink-muted">
            {isLed ? t.guest.told : t.guest.notYet}
          </p>
          <Begins at={nextAt} />
        </div>
        <Part name={t.parts.ownPicture}>
          <SelfView name={t.guest.you} local={local} onToggle={toggle} />
        </Part>
        <Button variant="outline" onClick={leave}>
          {t.guest.stopWaiting}
        </Button>
      </main>
    </div>
  );
}
