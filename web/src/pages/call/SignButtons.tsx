import { SIGNS } from "~/call/reactions";
import type { Sign } from "~/call/view";
import { t } from "~/text/t";
import { Tooltip } from "~/ui/Tooltip";

import { SignIcon } from "./SignIcon";

/** One button a sign. */
export function SignButtons({ onSign }: { onSign: (sign: Sign) => void }) {
  return (
    <div role="group" aria-label={t.reactions.give} className="flex justify-between gap-1 max-[22rem]:gap-0">
      {SIGNS.map((sign) => (
        <Tooltip key={sign} text={t.reactions.names[sign]}>
          <button
            type="button"
            aria-label={t.reactions.names[sign]}
            onClick={() => onSign(sign)}
            className="rounded-full p-1.5 transition-transform hover:bg-fill active:scale-90 motion-reduce:transition-none"
          >
            <SignIcon sign={sign} className="size-9" />
          </button>
        </Tooltip>
      ))}
    </div>
  );
}
