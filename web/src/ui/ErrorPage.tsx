import { isRouteErrorResponse, Link } from "react-router";

import { ApiError } from "~/api/errors";
import { textOf } from "~/api/texts";

import { Button, buttonClass } from "./Button";
import { Logo } from "./Logo";

interface Said {
  title: string;
  text: string;
  /** Whether the same address may work a moment later. */
  again: boolean;
}

function saidOf(error: unknown): Said {
  const code =
    error instanceof ApiError ? error.code : isRouteErrorResponse(error) && error.status === 404 ? "not_found" : "";
  switch (code) {
    case "room_not_found":
      return { title: textOf(code), text: "Check the code, or ask for the link again.", again: false };
    case "not_found":
      return { title: textOf(code), text: "The address may be mistyped.", again: false };
    case "offline":
      return { title: "You seem to be offline", text: "Check your connection and try again.", again: true };
    default:
      return {
        title: "Something went wrong",
        text: error instanceof ApiError ? error.message : textOf("unexpected"),
        again: true,
      };
  }
}

/** A whole page that could not be shown: what happened, and the way out. */
export function ErrorPage({ error }: { error: unknown }) {
  const { title, text, again } = saidOf(error);
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{`${title} · meetd`}</title>
      <header className="flex h-18 items-center px-4 sm:px-8">
        <Logo />
      </header>
      <main className="flex flex-1 flex-col items-center justify-center gap-3 px-6 pb-32 text-center">
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="text-base text-ink-muted">{text}</p>
        <div className="mt-4 flex flex-wrap justify-center gap-3">
          {again && <Button onClick={() => location.reload()}>Try again</Button>}
          <Link to="/" className={buttonClass(again ? "secondary" : "primary")}>
            Back home
          </Link>
        </div>
      </main>
    </div>
  );
}
