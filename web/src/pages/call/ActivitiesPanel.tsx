import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import type { Go } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";

import { BreakoutSection } from "./BreakoutSection";
import { PollSection } from "./PollSection";
import { TimerSection } from "./TimerSection";

interface Props {
  call: CallView;
  go: Go;
  inBreakout: boolean;
}

/** What the meeting does together. */
export function ActivitiesPanel({ call, go, inBreakout }: Props) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("poll") || may.has("time"));
  const timer = useReadable(call.activities.timer);
  const hasRooms = useReadable(call.breakouts.state) !== null;
  const isEmpty = useSelected(call.activities.polls, (polls) => polls.length === 0);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto px-5 pt-1 pb-5">
      {!leads && timer === null && isEmpty && !hasRooms && <p className="text-ink-muted">{t.activities.noneYet}</p>}
      <TimerSection call={call} />
      {!inBreakout && <BreakoutSection call={call} go={go} />}
      <PollSection call={call} />
    </div>
  );
}
