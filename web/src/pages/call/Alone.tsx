import { Link2 } from "lucide-react";

import type { CallView } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";

/** Nobody else is here: how they find the way. */
export function Alone({ call, url }: { call: CallView; url: string }) {
  const alone = useSelected(call.participants, ({ length }) => length === 0);
  // Who waits has found it.
  const found = useSelected(call.knocks, ({ count }) => count > 0);
  // Whoever prepares the board has it in sight.
  const draws = useSelected(call.board.opener, (opener) => opener !== null);
  if (!alone || found || draws) return null;
  return (
    <section className="flex w-full animate-rise flex-col gap-3 rounded-lg bg-raised p-4 text-ink shadow-float sm:w-80 sm:self-start">
      <div>
        <h2 className="text-base font-semibold">{t.call.alone}</h2>
        <p className="mt-1 text-ink-muted">{t.call.aloneText}</p>
      </div>
      <p className="truncate rounded-md bg-fill px-3 py-2 font-mono text-xs select-all">
        {url.replace(/^https?:\/\//, "")}
      </p>
      <Button size="sm" className="self-start" onClick={() => void copyLink(url)}>
        <Link2 aria-hidden className="size-4" />
        {t.actions.copyLink}
      </Button>
    </section>
  );
}
