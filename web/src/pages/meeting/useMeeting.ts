// A person's way through a meeting: before joining, in the call, and after it.
import { useEffect, useState } from "react";

import { accountChanged, holdAccount, outdated } from "~/api/account";
import { refresh } from "~/api/refresh";
import type { User } from "~/api/schemas";
import type { Call } from "~/call/call";
import { ConnectionAhead } from "~/call/connectionAhead";
import { createCall } from "~/call/createCall";
import type { CallPhase } from "~/call/view";
import { Devices } from "~/devices/devices";
import { LocalMedia } from "~/devices/localMedia";
import { Store, type Readable } from "~/lib/store";
import { useReadable } from "~/lib/useReadable";
import { warmUp } from "~/rtc/sfu/warmUp";
import { textOf } from "~/text/errors";
import { t } from "~/text/t";
import { toast } from "~/ui/toast";

export interface Own {
  devices: Devices;
  local: LocalMedia;
}

export interface JoinProblem {
  text: string;
  /** The same account is in the meeting in another window, and may come here instead. */
  elsewhere: boolean;
}

export type Meeting =
  | { name: "starting" }
  | { name: "before"; own: Own; joining: boolean; problem: JoinProblem | null; join: (takeOver: boolean) => void }
  | { name: "inCall"; own: Own; call: Call }
  | { name: "after"; reason: string | null; gone: boolean };

const NOT_YET: Readable<CallPhase> = new Store<CallPhase>({ name: "idle" });

export function useMeeting(code: string, user: User): Meeting {
  const own = useOwn();
  const ahead = useConnectionAhead(user.id, code);
  const [call, setCall] = useState<Call | null>(null);
  const [broken, setBroken] = useState(false);
  const phase = useReadable(call?.phase ?? NOT_YET);
  const over = phase.name === "left" || phase.name === "failed";
  const wasIn = call !== null && call.room.get() !== null;

  useEffect(() => () => call?.dispose(), [call]);
  useEffect(() => {
    // The camera's light goes out with the call.
    if (over && wasIn) own?.local.close();
  }, [over, wasIn, own]);
  useSameAccount(user, wasIn, phase);

  if (!own) return { name: "starting" };
  if (call && phase.name === "inCall") return { name: "inCall", own, call };
  const reason = phase.name === "failed" ? textOf(phase.code, phase.message) : null;
  if (over && wasIn) return { name: "after", reason, gone: phase.name === "failed" && phase.code === "room_deleted" };
  const join = (takeOver: boolean): void => {
    setBroken(false);
    try {
      const connection = ahead?.take(user.id);
      const fresh = createCall({ code, user, ...own, takeOver, refresh, connection });
      setCall(fresh);
      void fresh.join();
    } catch (error) {
      console.error(error);
      setBroken(true);
    }
  };
  const problem = broken
    ? { text: textOf("unexpected"), elsewhere: false }
    : phase.name === "failed" && reason !== null
      ? { text: reason, elsewhere: phase.code === "joined_elsewhere" }
      : null;
  return { name: "before", own, joining: phase.name === "joining", problem, join };
}

/** A call goes on as whom it began, and ends with a word; anything else starts over as who is signed in now. */
function useSameAccount(user: User, wasIn: boolean, phase: CallPhase): void {
  useEffect(() => (wasIn ? holdAccount() : undefined), [wasIn]);
  useEffect(() => {
    if (phase.name === "failed" && phase.code === "account_changed") accountChanged();
  }, [phase]);
  const other = useReadable(outdated) === "otherAccount";
  const goesOn = other && phase.name === "inCall";
  useEffect(() => {
    if (goesOn) toast(t.call.otherAccount(user.username));
  }, [goesOn, user]);
}

function useConnectionAhead(userId: string, code: string): ConnectionAhead | null {
  const [ahead, setAhead] = useState<ConnectionAhead | null>(null);
  useEffect(() => {
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
