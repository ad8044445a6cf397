import { Link2 } from "lucide-react";

import type { CallView } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { Button } from "~/ui/Button";
import { copy } from "~/ui/copy";

/** Nobody else is here: how they find the way. */
export function Alone({ call, url }: { call: CallView; url: string }) {
  const alone = useSelected(call.participants, ({ length }) => length === 0);
  if (!alone) return null;
  return (
    <section className="absolute inset-x-4 top-4 z-10 flex animate-rise flex-col gap-3 rounded-lg bg-raised p-4 text-ink shadow-float sm:right-auto sm:w-80">
      <div>
        <h2 className="text-base font-semibold">You are the only one here</h2>
        <p className="mt-1 text-ink-muted">Send this link to those who should join.</p>
      </div>
      <p className="truncate rounded-md bg-fill px-3 py-2 font-mono text-xs select-all">
        {url.replace(/^https?:\/\//, "")}
      </p>
      <Button size="sm" className="self-start" onClick={() => void copy(url)}>
        <Link2 aria-hidden className="size-4" />
        Copy link
      </Button>
    </section>
  );
}
