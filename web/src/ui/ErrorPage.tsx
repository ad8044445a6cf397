import { isRouteErrorResponse, Link } from "react-router";

import { ApiError } from "~/api/errors";
import { embedded } from "~/api/guestSession";
import { textOf } from "~/text/errors";
import { t } from "~/text/t";

import { Button, buttonClass } from "./Button";
import { Logo } from "./Logo";

interface Explanation {
  title: string;
  text: string;
  /** Whether the same address may work a moment later. */
  again: boolean;
}

function explain(error: unknown): Explanation {
  const code =
    error instanceof ApiError ? error.code : isRouteErrorResponse(error) && error.status === 404 ? "not_found" : "";
  switch (code) {
    case "room_not_found":
      return { title: textOf(code), text: t.errorPage.noSuchMeeting, again: false };
    case "join_token_void":
      return { title: textOf(code), text: t.errorPage.voidLink, again: false };
    case "not_found":
      return { title: textOf(code), text: t.errorPage.noSuchPage, again: false };
    case "offline":
      return { title: t.errorPage.offline, text: t.errorPage.offlineText, again: true };
    default:
      return {
        title: t.errorPage.wrong,
        text: error instanceof ApiError ? error.message : textOf("unexpected"),
        again: true,
      };
  }
}

/** A whole page that could not be shown: what happened, and the way out. */
export function ErrorPage({ error }: { error: unknown }) {
  const { title, text, again } = explain(error);
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(title)}</title>
      <header className="flex h-18 items-center px-4 sm:px-8">
        <Logo />
      </header>
      <main className="flex flex-1 flex-col items-center justify-center gap-3 px-6 pb-32 text-center">
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="text-base text-balance text-ink-muted">{text}</p>
        <div className="mt-4 flex flex-wrap justify-center gap-3">
          {again && <Button onClick={() => location.reload()}>{t.actions.tryAgain}</Button>}
          {!embedded && (
            <Link to="/" className={buttonClass(again ? "secondary" : "primary")}>
              {t.actions.backHome}
            </Link>
          )}
        </div>
      </main>
    </div>
  );
}
