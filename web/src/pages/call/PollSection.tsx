import { Download, Plus } from "lucide-react";
import { useState } from "react";

import { savePolls } from "~/api/polls";
import { messageOf } from "~/api/errors";
import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { toast } from "~/ui/toast";

import { NewPollForm } from "./NewPollForm";
import { PollCard } from "./PollCard";

/** Questions to everybody, the newest first, and what asks another one. */
export function PollSection({ call }: { call: CallView }) {
  const polls = useReadable(call.activities.polls);
  const makes = useSelected(call.leading.permissions, (may) => may.has("poll"));
  const owns = useSelected(call.leading.permissions, (may) => may.has("manage"));
  const code = useSelected(call.room, (room) => room?.code ?? "");
  const [asking, setAsking] = useState(false);
  if (!makes && polls.length === 0) return null;
  const save = (): void => void savePolls(code).catch((error: unknown) => toast(messageOf(error)));
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold">{t.polls.heading}</h3>
      {makes && asking && <NewPollForm call={call} onDone={() => setAsking(false)} />}
      {makes && !asking && (
        <Button variant="outline" onClick={() => setAsking(true)}>
          <Plus aria-hidden className="size-4" />
          {t.polls.create}
        </Button>
      )}
      <ul className="flex flex-col gap-3">
        {polls.map((poll) => (
          <li key={poll.id}>
            <PollCard call={call} poll={poll} makes={makes} />
          </li>
        ))}
      </ul>
      {owns && polls.length > 0 && (
        <Button variant="quiet" className="self-start" onClick={save}>
          <Download aria-hidden className="size-4" />
          {t.polls.export}
        </Button>
      )}
    </section>
  );
}
