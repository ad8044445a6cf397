// A check, with devices of its own: all of it ends when it is over, and when the page is left.
import { useEffect, useRef, useState } from "react";

import { beginCheck } from "~/api/check";
import { Check } from "~/check/check";
import { Devices } from "~/devices/devices";
import { LocalMedia } from "~/devices/localMedia";

export interface Running {
  check: Check;
  /** Null: they were given back. */
  local: LocalMedia | null;
}

export function useCheck(): { running: Running | null; start: () => void; stop: () => void } {
  const [running, setRunning] = useState<Running | null>(null);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => () => end.current(), []);

  const start = (): void => {
    end.current();
    const devices = new Devices();
    const local = new LocalMedia(devices);
    const check = new Check({ local, begin: beginCheck });
    const giveBack = (): void => {
      local.close();
      devices.close();
    };
    end.current = () => {
      check.close();
      giveBack();
    };
    setRunning({ check, local });
    void check.run().then(() => {
      giveBack();
      setRunning((now) => (now?.check === check ? { check, local: null } : now));
    });
  };
  const stop = (): void => {
    end.current();
    setRunning(null);
  };
  return { running, start, stop };
}
