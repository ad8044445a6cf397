import { useEffect, useState } from "react";

import type { LocalMedia } from "~/devices/localMedia";
import { watchMutedVoice } from "~/devices/mutedVoice";
import { useMediaQuery } from "~/lib/useMediaQuery";
import { t } from "~/text/t";

import { Closable } from "./Closable";

/** Milliseconds for which it is still said after the last word. */
const STAYS = 5000;

/** Who talks and is not heard is told, until they have read it, are done, or are heard. */
export function TalkingMuted({ local }: { local: LocalMedia }) {
  const [shown, setShown] = useState(false);
  const byTouch = useMediaQuery("(hover: none)");
  const [closed, setClosed] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = watchMutedVoice(local.microphone, (talking) => {
      clearTimeout(timer);
      if (talking) setShown(true);
      else timer = setTimeout(() => setShown(false), STAYS);
    });
    const off = local.microphone.subscribe(() => {
      if (!local.microphone.get().on) return;
      setShown(false);
      setClosed(false);
    });
    return () => {
      clearTimeout(timer);
      stop();
      off();
    };
  }, [local]);
  if (!shown || closed) return null;
  return (
    <Closable role="status" onClose={() => setClosed(true)}>
      {byTouch ? t.mutedVoice.talkingTouch : t.mutedVoice.talking}{" "}
      <button
        type="button"
        className="rounded-sm font-semibold underline underline-offset-2"
        onClick={() => void local.setMicrophone(true)}
      >
        {t.mutedVoice.turnOn}
      </button>
      .
    </Closable>
  );
}
