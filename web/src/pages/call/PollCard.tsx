import { useId } from "react";

import type { OwnPoll } from "~/call/activities";
import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";

import { failed } from "./failed";

interface Props {
  call: CallView;
  poll: OwnPoll;
  /** This person may open, close and delete it. */
  makes: boolean;
}

/** One poll: what is asked, what oneself chose, and how it stands. */
export function PollCard({ call, poll, makes }: Props) {
  const { activities } = call;
  const isOpen = poll.state === "open";
  const marks = [t.polls.states[poll.state], poll.anonymous && t.polls.anonymous].filter(Boolean).join(" · ");
  const isHidden = poll.options.some(({ votes }) => votes === null);
  const choose = (place: number, on: boolean): void => {
    const others = poll.several ? poll.choices.filter((each) => each !== place) : [];
    void activities.vote(poll.id, on ? [...others, place].sort((a, b) => a - b) : others).catch(failed);
  };
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <fieldset disabled={!isOpen} className="flex min-w-0 flex-col gap-1">
        <legend dir="auto" className="mb-1 font-medium break-words">
          {poll.question}
        </legend>
        <p className="mb-1 text-sm text-ink-muted">
          {marks}
          {isOpen && poll.several && ` · ${t.polls.chooseSeveral}`}
        </p>
        {poll.options.map(({ text, votes }, place) => (
          <Option
            key={place}
            poll={poll}
            text={text}
            votes={votes}
            chosen={poll.choices.includes(place)}
            onChoose={(on) => choose(place, on)}
          />
        ))}
      </fieldset>
      <p className="text-sm text-ink-muted">
        {t.polls.voters(poll.voters)}
        {isOpen && isHidden && ` · ${t.polls.hidden}`}
      </p>
      {makes && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            variant={poll.state === "closed" ? "secondary" : "primary"}
            onClick={() => void activities.setOpen(poll.id, !isOpen).catch(failed)}
          >
            {isOpen ? t.polls.close : poll.state === "draft" ? t.polls.open : t.polls.openAgain}
          </Button>
          <Button size="sm" variant="quiet" onClick={() => void activities.remove(poll.id).catch(failed)}>
            {t.polls.remove}
          </Button>
        </div>
      )}
    </article>
  );
}

interface OptionProps {
  poll: OwnPoll;
  text: string;
  votes: number | null;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}

function Option({ poll, text, votes, chosen, onChoose }: OptionProps) {
  const id = useId();
  const percent = votes === null || poll.voters === 0 ? 0 : Math.round((100 * votes) / poll.voters);
  return (
    <label className="relative flex min-h-10 pointer-coarse:min-h-11 items-center gap-3 overflow-hidden rounded-md bg-fill px-3 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-accent">
      {votes !== null && (
        <span
          aria-hidden
          className="absolute inset-y-0 left-0 bg-accent-soft transition-[width] motion-reduce:transition-none rtl:right-0 rtl:left-auto"
          style={{ width: `${percent}%` }}
        />
      )}
      <input
        type={poll.several ? "checkbox" : "radio"}
        name={poll.id}
        checked={chosen}
        aria-describedby={votes === null ? undefined : id}
        onChange={({ target }) => onChoose(target.checked)}
        className="relative size-4 shrink-0 outline-none"
      />
      <span dir="auto" className="relative min-w-0 flex-1 break-words">
        {text}
      </span>
      {votes !== null && (
        <span className="relative shrink-0 text-sm text-ink-muted tabular-nums">
          <span id={id} className="sr-only">
            {t.polls.result(votes, percent)}
          </span>
          <span aria-hidden>
            {votes} · {percent} %
          </span>
        </span>
      )}
    </label>
  );
}
