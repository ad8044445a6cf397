// A person's way through a meeting: before joining, in the call, and after it.
import { useEffect, useEffectEvent, useRef, useState } from "react";

import { accountChanged, holdAccount, outdated } from "~/api/account";
import { enterAsGuest, type Guest } from "~/api/guests";
import { guestSession } from "~/api/guestSession";
import { refresh } from "~/api/refresh";
import type { User } from "~/api/schemas";
import type { Call } from "~/call/call";
import { ConnectionAhead } from "~/call/connectionAhead";
import { createCall, type CallOptions } from "~/call/createCall";
import type { CallPhase } from "~/call/view";
import { Devices } from "~/devices/devices";
import { LocalMedia } from "~/devices/localMedia";
import { Store, type Readable } from "~/lib/store";
import { useReadable } from "~/lib/useReadable";
import { warmUp } from "~/rtc/sfu/warmUp";
import { arrives, useMovingOn } from "~/pages/meeting/movingOn";
import { textOf } from "~/text/errors";
import { t } from "~/text/t";
import { toast } from "~/ui/toast";

export interface Own {
  devices: Devices;
  local: LocalMedia;
}

export interface JoinProblem {
  /** One of the server's codes, or of the page's own. */
  code: string;
  text: string;
  /** The same account is in the meeting in another window, and may come here instead. */
  elsewhere: boolean;
}

export type Meeting =
  | { name: "starting" }
  | {
      name: "before";
      own: Own;
      joining: boolean;
      problem: JoinProblem | null;
      /** `companionOf`: without sound, beside somebody who is in already. */
      join: (takeOver: boolean, guest?: Guest, companionOf?: string) => void;
    }
  | { name: "waiting"; own: Own; isLed: boolean; leave: () => void }
  | { name: "moving" }
  | { name: "inCall"; own: Own; call: Call; go: Go; inBreakout: boolean }
  /** `code`: why, where it was not the person's own wish; `reason`: the same in words. */
  | { name: "after"; code: string | null; reason: string | null; gone: boolean };

/** Goes to another room of the same meeting, with what is on: to a breakout room by its code, or to the main room. */
export type Go = (code: string | null) => void;

/** Ends of a breakout room after which the main room is there. */
const RETURNS = ["breakout_ended", "not_assigned", "room_not_found", "room_deleted"];

const NOT_YET: Readable<CallPhase> = new Store<CallPhase>({ name: "idle" });

/** `user`: null for who has no account, and says when joining which `guest` they are, or is one already. */
export function useMeeting(code: string, user: User | null, guest: Guest | null = null): Meeting {
  const own = useOwn();
  const ahead = useConnectionAhead(user?.id ?? null, code);
  const [call, setCall] = useState<Call | null>(null);
  const [broken, setBroken] = useState(false);
  const phase = useReadable(call?.phase ?? NOT_YET);
  const [place, setPlace] = useState<string | null>(null);
  const [coming, setComing] = useState<Guest | undefined>();
  const [moving, setMoving] = useState(false);
  /** The breakout room that the person came back from by themselves: nothing leads there again of itself. */
  const stayedOut = useRef<string | null>(null);
  const returns = place !== null && phase.name === "failed" && RETURNS.includes(phase.code);
  const over = (phase.name === "left" || phase.name === "failed") && !returns;
  const wasIn = call !== null && call.room.get() !== null;

  useEffect(() => () => call?.dispose(), [call]);
  useEffect(() => {
    // The camera's light goes out with the call.
    if (over && wasIn) own?.local.close();
  }, [over, wasIn, own]);
  useSameAccount(user?.username ?? "", wasIn && user !== null, phase);

  const begin = (to: string | null, takeOver: boolean, guest?: Guest, companionOf?: string): void => {
    if (!own) return;
    setBroken(false);
    try {
      const who = whoComes(code, user, guest, to === null ? ahead : null);
      const fresh = createCall({
        code: to ?? code,
        ...(to ? { main: code } : {}),
        ...own,
        takeOver,
        companionOf,
        ...who,
      });
      setPlace(to);
      setComing(guest);
      setCall(fresh);
      void fresh.join();
    } catch (error) {
      console.error(error);
      setBroken(true);
    }
  };
  const moveTo = (to: string | null): void => {
    if (to === place) return;
    setMoving(true);
    begin(to, true, coming);
  };
  const move = useEffectEvent(moveTo);
  const go: Go = (to) => {
    stayedOut.current = to === null ? place : null;
    moveTo(to);
  };
  useEffect(
    () =>
      call?.phase.subscribe(() => {
        const now = call.phase.get();
        if (place !== null && now.name === "failed" && RETURNS.includes(now.code)) move(null);
      }),
    [call, place],
  );
  useEffect(() => (call ? call.breakouts.onMoved((to) => move(to)) : undefined), [call]);
  const isIn = phase.name === "inCall";
  useEffect(() => {
    if (!call || !isIn || place !== null) return undefined;
    const look = (): void => {
      const shown = call.breakouts.state.get();
      if (!shown?.open) stayedOut.current = null;
      const own = shown?.open && shown.own !== null ? (shown.rooms[shown.own]?.code ?? null) : null;
      if (own !== null && own !== stayedOut.current) move(own);
    };
    look();
    return call.breakouts.state.subscribe(look);
  }, [call, isIn, place]);

  const movesOn = useMovingOn(call, own);
  const arrive = useEffectEvent(() => begin(null, true, guest ?? undefined));
  useEffect(() => {
    // As by the button, which nobody presses.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (own && arrives(code)) arrive();
  }, [own, code]);

  if (!own) return { name: "starting" };
  if (call && phase.name === "inCall") return { name: "inCall", own, call, go, inBreakout: place !== null };
  if (movesOn || returns || (moving && phase.name === "joining")) return { name: "moving" };
  if (call && phase.name === "waiting") {
    return { name: "waiting", own, isLed: phase.isLed, leave: () => call.leave() };
  }
  const failure = phase.name === "failed" ? phase.code : null;
  const reason = phase.name === "failed" ? textOf(phase.code, phase.message) : null;
  if (over && wasIn) return { name: "after", code: failure, reason, gone: failure === "room_deleted" };
  const join = (takeOver: boolean, guest?: Guest, companionOf?: string): void => {
    setMoving(false);
    begin(null, takeOver, guest, companionOf);
  };
  const problem = broken
    ? { code: "unexpected", text: textOf("unexpected"), elsewhere: false }
    : failure !== null && reason !== null
      ? { code: failure, text: reason, elsewhere: failure === "joined_elsewhere" }
      : null;
  return { name: "before", own, joining: phase.name === "joining", problem, join };
}

type Coming = Pick<CallOptions, "user" | "guest" | "session" | "refresh" | "connection">;

function whoComes(code: string, user: User | null, guest: Guest | undefined, ahead: ConnectionAhead | null): Coming {
  if (user) return { user, refresh, connection: ahead?.take(user.id) };
  if (!guest) throw new Error("nobody comes");
  // A cookie that has run out is had anew: under the same name, by another guest.
  // Whom a link let in would be nobody whom it let in.
  const again = (): Promise<boolean> =>
    guest.invited ? Promise.resolve(false) : enterAsGuest(code, guest.name).then(() => true);
  const { id, name: username, picture } = guest;
  return { user: { id, username, picture }, guest: true, session: guestSession, refresh: again };
}

/** A call goes on as whom it began, and ends with a word; anything else starts over as who is signed in now. */
function useSameAccount(username: string, wasIn: boolean, phase: CallPhase): void {
  useEffect(() => (wasIn ? holdAccount() : undefined), [wasIn]);
  useEffect(() => {
    if (phase.name === "failed" && phase.code === "account_changed") accountChanged();
  }, [phase]);
  const other = useReadable(outdated) === "otherAccount";
  const goesOn = other && phase.name === "inCall";
  useEffect(() => {
    if (goesOn) toast(t.call.otherAccount(username));
  }, [goesOn, username]);
}

function useConnectionAhead(userId: string | null, code: string): ConnectionAhead | null {
  const [ahead, setAhead] = useState<ConnectionAhead | null>(null);
  useEffect(() => {
    if (userId === null) return;
    const made = new ConnectionAhead(userId, refresh, code);
    // For the same reason as below.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setAhead(made);
    return () => made.close();
  }, [userId, code]);
  return ahead;
}

function useOwn(): Own | null {
  const [own, setOwn] = useState<Own | null>(null);
  useEffect(() => {
    const devices = new Devices();
    const local = new LocalMedia(devices);
    // Made here and not at the first render, so that what is undone below can be made again.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setOwn({ devices, local });
    void warmUp();
    return () => {
      local.close();
      devices.close();
    };
  }, []);
  return own;
}
