import { Vote, X } from "lucide-react";
import { useEffect, useState } from "react";

import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

interface News {
  id: string;
  text: string;
}

interface Props {
  call: CallView;
  /** False while the polls are seen anyway. */
  shown: boolean;
  onOpen: () => void;
}

/** Somebody opened a poll, or there are its results. */
export function PollNotice({ call, shown, onOpen }: Props) {
  const [news, setNews] = useState<News | null>(null);
  useEffect(
    () =>
      call.activities.onPoll(({ id, state, question }) => {
        const text = state === "open" ? t.polls.opened(isolated(question)) : t.polls.closed(isolated(question));
        setNews({ id, text });
      }),
    [call],
  );
  // Who has looked knows.
  if (!shown && news) setNews(null);
  if (!shown || !news) return null;
  return (
    <div
      role="status"
      className="flex w-full max-w-md animate-rise items-center gap-2.5 rounded-md bg-raised px-3 py-2 text-ink shadow-float"
    >
      <Vote aria-hidden className="size-4 shrink-0 text-accent" />
      <p dir="auto" className="line-clamp-2 min-w-0 flex-1 break-words">
        {news.text}
      </p>
      <Button size="sm" onClick={onOpen}>
        {t.polls.show}
      </Button>
      <IconButton icon={X} label={t.actions.close} size="sm" onClick={() => setNews(null)} />
    </div>
  );
}
