import { LifeBuoy, X } from "lucide-react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import type { Go } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

/** Somebody in a breakout room calls who leads. */
export function HelpNotice({ call, go }: { call: CallView; go: Go }) {
  const asked = useReadable(call.breakouts.help);
  const here = useSelected(call.room, (room) => room?.code);
  if (!asked) return null;
  const answer = (): void => {
    call.breakouts.helped();
    if (asked.code !== here) go(asked.code);
  };
  return (
    <div
      role="alert"
      className="flex w-full max-w-lg animate-rise flex-wrap items-center gap-2.5 rounded-md bg-raised px-3 py-2.5 text-ink shadow-float"
    >
      <LifeBuoy aria-hidden className="size-4 shrink-0 text-accent" />
      <p className="min-w-40 flex-1 max-sm:basis-[calc(100%-5.5rem)]">
        {t.breakouts.helpFrom(isolated(asked.byName), isolated(asked.roomName))}
      </p>
      <Button size="sm" className="max-sm:order-last max-sm:ml-6.5" onClick={answer}>
        {t.breakouts.goThere}
      </Button>
      <IconButton icon={X} label={t.led.notNow} size="sm" onClick={() => call.breakouts.helped()} />
    </div>
  );
}
