import { useEffect, useRef } from "react";
import { Link } from "react-router";

import { embedded } from "~/api/guestSession";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button, buttonClass } from "~/ui/Button";
import { Logo } from "~/ui/Logo";

interface Props {
  room: Pick<Room, "name">;
  /** Why the call ended, when it was not the person's own wish. */
  reason: string | null;
  /** There is no meeting any more to come back to. */
  gone: boolean;
  onRejoin: () => void;
}

export function Left({ room, reason, gone, onRejoin }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(room.name)}</title>
      <header className="flex h-18 items-center px-4 sm:px-8">
        <Logo />
      </header>
      <main className="flex flex-1 flex-col items-center justify-center gap-3 px-6 pb-32 text-center">
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold">
          {reason === null ? t.left.heading : t.left.ended}
        </h1>
        <p dir="auto" className="text-base text-balance text-ink-muted">
          {reason ?? room.name}
        </p>
        <div className="mt-4 flex flex-wrap justify-center gap-3">
          {!gone && (
            <Button variant="outline" onClick={onRejoin}>
              {t.left.rejoin}
            </Button>
          )}
          {!embedded && (
            <Link to="/" className={buttonClass()}>
              {t.actions.backHome}
            </Link>
          )}
        </div>
      </main>
    </div>
  );
}
