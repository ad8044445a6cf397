// From one meeting to another, where who leads has one go: with what is on, and without a question on the way.
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import { messageOf } from "~/api/errors";
import { pathOf } from "~/api/guestSession";
import type { MovedTo } from "~/call/leading";
import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { toast } from "~/ui/toast";

import { enterByLink } from "./invitation";
import { rememberInCall } from "./start";

/** The code of the meeting that one is on the way to. */
let destination: string | null = null;

/** Whether somebody comes to that meeting by being moved there; said once. */
export function arrives(code: string): boolean {
  const there = destination === code;
  if (there) destination = null;
  return there;
}

/** Goes where the person is told to; true once they are on their way. */
export function useMovingOn(call: CallView | null, own: { local: LocalMedia } | null): boolean {
  const navigate = useNavigate();
  const [onTheWay, setOnTheWay] = useState(false);
  useEffect(() => {
    if (!call || !own) return undefined;
    const go = async ({ code, token }: MovedTo): Promise<void> => {
      if (token !== null) await enterByLink(code, token);
      for (const kind of ["camera", "microphone"] as const) rememberInCall(kind, code, own.local[kind].get().on);
      destination = code;
      setOnTheWay(true);
      call.leave();
      await navigate(pathOf(code));
    };
    return call.leading.onMoved((to) => void go(to).catch((error: unknown) => toast(messageOf(error))));
  }, [call, own, navigate]);
  return onTheWay;
}
