// Before joining without an account: one says who one is, sees oneself, and joins or asks to.
import { useState, type SyntheticEvent } from "react";
import { Link } from "react-router";

import { ApiError, messageOf } from "~/api/errors";
import { embedded } from "~/api/guestSession";
import { enterAsGuest, type Door, type Guest } from "~/api/guests";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { cx } from "~/lib/cx";
import { keep, kept } from "~/lib/storage";
import type { JoinProblem } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Logo } from "~/ui/Logo";
import { Notice } from "~/ui/Notice";
import { TextField } from "~/ui/TextField";

import { Begins } from "./Begins";
import { JoinSilently } from "./JoinSilently";
import { Mirror } from "./Mirror";
import { Present } from "./Present";
import { usePresent } from "./usePresent";

const REMEMBERED = "meetd.guestName";

interface Props {
  door: Door;
  devices: Devices;
  local: LocalMedia;
  joining: boolean;
  problem: JoinProblem | null;
  join: (takeOver: boolean, guest: Guest, companionOf?: string) => void;
}

export function GuestPreJoin({ door, devices, local, joining, problem, join }: Props) {
  const [name, setName] = useState(door.guest?.name ?? kept("local", REMEMBERED) ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [entering, setEntering] = useState(false);
  const present = usePresent(door.code);
  const elsewhere = problem?.elsewhere ?? false;
  /** The link has their name. */
  const invited = door.guest?.invited ? door.guest : null;

  const enter = async (companionOf?: string): Promise<void> => {
    if (name.trim() === "") {
      setWrong(t.guest.enterName);
      return;
    }
    setEntering(true);
    setRefused(null);
    try {
      const guest = await enterAsGuest(door.code, name.trim());
      keep("local", REMEMBERED, guest.name);
      join(elsewhere, guest, companionOf);
    } catch (error) {
      const field = error instanceof ApiError ? error.fields["name"] : undefined;
      if (field === undefined) setRefused(messageOf(error));
      else setWrong(field);
    } finally {
      setEntering(false);
    }
  };
  const come = (companionOf?: string): void => {
    if (invited) join(elsewhere, invited, companionOf);
    else void enter(companionOf);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    come();
  };
  const text = refused ?? problem?.text ?? null;

  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(door.name ?? t.guest.meeting)}</title>
      <header className={cx("flex h-18 items-center px-4 sm:px-8", embedded && "[@media(max-height:32rem)]:hidden")}>
        <Logo />
      </header>
      <Mirror
        code={door.code}
        name={name.trim() === "" ? t.guest.you : name.trim()}
        devices={devices}
        local={local}
        head={
          <>
            <div className="max-w-full">
              <h1 dir="auto" className="line-clamp-3 text-xl font-semibold">
                {door.name ?? t.guest.heading}
              </h1>
              <p className="mt-1 font-mono text-ink-muted">{door.code}</p>
              <Begins at={door.nextAt} />
              <Present found={present} />
            </div>
            {text !== null && <Notice tone={elsewhere ? "warn" : "danger"}>{text}</Notice>}
          </>
        }
        besides={
          <>
            <JoinSilently found={present} local={local} onJoin={come} />
            {!invited && !embedded && (
              <Link
                to={`/login?next=${encodeURIComponent(`/${door.code}`)}`}
                className="rounded-sm font-medium text-accent hover:underline"
              >
                {t.guest.signInInstead}
              </Link>
            )}
          </>
        }
      >
        <form noValidate onSubmit={submit} className="flex w-full max-w-72 flex-col gap-4 text-left">
          {!invited && (
            <TextField
              label={t.guest.name}
              autoComplete="name"
              maxLength={40}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setWrong(null);
              }}
              error={wrong ?? undefined}
            />
          )}
          <Button type="submit" size="lg" busy={joining || entering}>
            {elsewhere ? t.preJoin.joinHere : door.asks ? t.guest.ask : t.preJoin.join}
          </Button>
        </form>
      </Mirror>
    </div>
  );
}
