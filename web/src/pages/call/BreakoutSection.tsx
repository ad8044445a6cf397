import { Plus } from "lucide-react";
import { useState } from "react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import type { Go } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";

import { BreakoutPlanForm } from "./BreakoutPlanForm";
import { BreakoutRooms } from "./BreakoutRooms";

/** The breakout rooms, from the main room: planned and opened by who leads, chosen by all where they may. */
export function BreakoutSection({ call, go }: { call: CallView; go: Go }) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("break out"));
  const state = useReadable(call.breakouts.state);
  const [planning, setPlanning] = useState(false);
  if (!leads && !state) return null;
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold">{t.breakouts.heading}</h3>
      {leads && !state && !planning && (
        <Button variant="outline" onClick={() => setPlanning(true)}>
          <Plus aria-hidden className="size-4" />
          {t.breakouts.create}
        </Button>
      )}
      {leads && !state?.open && (state !== null || planning) && <BreakoutPlanForm call={call} state={state} />}
      {state && (state.open || !leads) && <BreakoutRooms call={call} state={state} leads={leads} go={go} />}
    </section>
  );
}
