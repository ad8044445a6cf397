// Listens for the keys of a call, and for the space bar that is held to talk.
import { useEffect, useRef } from "react";

import { actionOf, type Action } from "~/ui/keys";

const BUSY = "input, textarea, select, button, a, [role=combobox], [role=dialog], [role=menu]";

export interface Talk {
  /** Whether holding the space bar should open the microphone. */
  muted: () => boolean;
  set: (on: boolean) => void;
}

export function useShortcuts(actions: Readonly<Record<Action, () => void>>, talk: Talk): void {
  const latest = useRef({ actions, talk });
  useEffect(() => {
    latest.current = { actions, talk };
  });

  useEffect(() => {
    let talking = false;
    const down = (event: KeyboardEvent): void => {
      const { actions, talk } = latest.current;
      const action = actionOf(event);
      if (action) {
        event.preventDefault();
        if (!event.repeat) actions[action]();
      } else if (event.code === "Space" && !isBusy(event.target)) {
        event.preventDefault();
        if (event.repeat || !talk.muted()) return;
        talking = true;
        talk.set(true);
      }
    };
    const up = (event?: KeyboardEvent): void => {
      if (!talking || (event && event.code !== "Space")) return;
      talking = false;
      latest.current.talk.set(false);
    };
    const blur = (): void => up();
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", blur);
    return () => {
      up();
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", blur);
    };
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(BUSY) !== null;
}
