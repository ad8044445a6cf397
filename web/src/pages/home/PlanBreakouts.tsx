import { useEffect, useState, type SyntheticEvent } from "react";

import { clearBreakouts, planBreakouts, plannedBreakouts } from "~/api/breakouts";
import { messageOf } from "~/api/errors";
import { invitees } from "~/api/invitations";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { isolated } from "~/ui/isolated";
import { Notice } from "~/ui/Notice";
import { Skeleton } from "~/ui/Skeleton";

import { BreakoutFields } from "./BreakoutFields";
import { planOf, problemOf, typedOf, type TypedPlan } from "./breakoutPlan";
import { useDialogWork } from "./useDialogWork";

interface Loaded {
  plan: TypedPlan;
  invited: readonly string[];
  /** There is one to take away. */
  kept: boolean;
}

/** The breakout rooms of a meeting, before anybody is in it. */
export function PlanBreakouts({ room, onClose }: { room: Room; onClose: () => void }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const { busy, problem, setProblem, carryOut } = useDialogWork(onClose);

  useEffect(() => {
    let gone = false;
    // Without the invited it is whole.
    const invited = invitees(room.code).then(
      (answer) => answer.invitees,
      () => [],
    );
    Promise.all([plannedBreakouts(room.code), invited]).then(
      ([plan, people]) => {
        if (!gone) setLoaded({ plan: typedOf(plan), invited: people, kept: plan.rooms.length > 0 });
      },
      (error: unknown) => {
        if (!gone) setProblem(messageOf(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [room.code, setProblem]);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!loaded) return;
    const plan = planOf(loaded.plan);
    void carryOut(
      () => planBreakouts(room.code, plan),
      (error) => problemOf(error, plan),
    );
  };

  return (
    <Dialog open onOpenChange={onClose} title={t.breakouts.headingOf(isolated(room.name))} text={t.breakouts.planText}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        {loaded ? (
          <BreakoutFields
            plan={loaded.plan}
            invited={loaded.invited}
            onChange={(part) => setLoaded({ ...loaded, plan: { ...loaded.plan, ...part } })}
          />
        ) : (
          problem === null && <Loading />
        )}
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <div className="flex flex-wrap justify-end gap-2">
          {loaded?.kept && (
            <Button
              variant="quiet"
              disabled={busy}
              onClick={() => void carryOut(() => clearBreakouts(room.code))}
              className="mr-auto"
            >
              {t.breakouts.clear}
            </Button>
          )}
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={busy} disabled={!loaded}>
            {t.schedule.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Loading() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{t.page.loading}</span>
      <Skeleton className="h-11 w-full" />
      <Skeleton className="h-11 w-full" />
    </div>
  );
}
