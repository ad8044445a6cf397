// Says in the fewest words what those who lead the call did, and why something was not done for oneself.
import { useEffect } from "react";

import type { Led } from "~/call/leading";
import type { CallView } from "~/call/view";
import { textOf } from "~/text/errors";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

export function useLeaders(call: CallView): void {
  useEffect(() => call.drawings.onRefused((code, message) => toast(textOf(code, message))), [call]);
  useEffect(
    () =>
      call.leading.onNews((news) => {
        toast(news.name === "led" ? sentence(news.led, call.selfId.get()) : textOf(news.code, news.message));
      }),
    [call],
  );
}

/** Who did what to whom, as oneself would say it. */
function sentence({ action, byId, byName, participantId, username, role }: Led, self: string | null): string {
  const by = byId === self ? t.led.you : isolated(byName);
  const whom = participantId === null ? null : participantId === self ? t.led.whom : isolated(username ?? "");
  return t.led.sentence(by, action, whom, role);
}
