// Keeps what is on in a call, so that a tab that was reloaded or left comes back as it was.
import { useLayoutEffect } from "react";

import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { rememberInCall } from "~/pages/meeting/start";

export function useReturn(code: string, call: CallView, local: LocalMedia): void {
  // Undone before the devices are closed, which turns all off.
  useLayoutEffect(() => {
    const stops = (["camera", "microphone"] as const).map((kind) => {
      const note = (): void => {
        const { on, pending, problem } = local[kind].get();
        // At the end of the call all is turned off, and what has a problem may not stay off.
        if (call.phase.get().name === "inCall" && !pending && problem === null) rememberInCall(kind, code, on);
      };
      note();
      return local[kind].subscribe(note);
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [code, call, local]);
}
