import { useEffect, useRef } from "react";

import { SIGNS } from "~/call/reactions";
import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

import { floatSign } from "./floatSigns";
import { SignIcon } from "./SignIcon";
import { signsShown } from "./signsShown";

/** Milliseconds between two times that reactions are read out. */
const READ_EVERY = 3000;

/** What people give floats over their tile, or at the edge of the stage where they have none there. */
export function FloatingSigns({ call }: { call: CallView }) {
  const shown = useReadable(signsShown);
  return shown ? <Layer call={call} /> : null;
}

function Layer({ call }: { call: CallView }) {
  const layer = useRef<HTMLDivElement>(null);
  const samples = useRef<HTMLDivElement>(null);
  const news = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let readAt = -Infinity;
    return call.onReaction((participantId, sign) => {
      const sample = samples.current?.children[SIGNS.indexOf(sign)];
      if (!layer.current || !sample) return;
      const selector = `[data-participant="${CSS.escape(participantId)}"] > [data-signs]`;
      const tile = layer.current.parentElement?.querySelector(selector);
      const name = nameOf(call, participantId);
      floatSign(sample, tile ?? layer.current, tile ? null : name);
      const now = performance.now();
      if (!news.current || now - readAt < READ_EVERY) return;
      readAt = now;
      news.current.textContent = t.reactions.gave(name, t.reactions.names[sign]);
    });
  }, [call]);
  return (
    <div ref={layer} data-testid="reactions" className="pointer-events-none absolute inset-0 z-20 overflow-hidden">
      <div ref={samples} className="hidden">
        {SIGNS.map((sign) => (
          <SignIcon key={sign} sign={sign} className="size-[clamp(1.75rem,16cqmin,2.75rem)] shadow-float" />
        ))}
      </div>
      <p ref={news} role="status" className="sr-only" />
    </div>
  );
}

function nameOf(call: CallView, participantId: string): string {
  const person = call.participants.get().find(({ id }) => id === participantId);
  return person ? isolated(person.username) : t.reactions.you;
}
