// Who spoke last: between two people who speak, what is large stays as it is.
import { useEffect, useState } from "react";

import type { CallView } from "~/call/view";

/** Null while it makes no difference: then nothing is drawn again for it. */
export function useLastSpeaker(call: CallView, matters: boolean): string | null {
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (!matters) return undefined;
    const look = (): void => {
      const speaker = call.dominantSpeaker.get();
      // One's own face says nothing to oneself.
      if (speaker !== null && speaker !== call.selfId.get()) setLast(speaker);
    };
    look();
    return call.dominantSpeaker.subscribe(look);
  }, [call, matters]);
  return matters ? last : null;
}
