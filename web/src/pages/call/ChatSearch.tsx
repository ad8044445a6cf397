// Finds what was said, and leads there.
import { Search } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import type { CallView, Found } from "~/call/view";
import { t } from "~/text/t";
import { ago } from "~/text/time";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/TextField";

import { reasonOf } from "./useMessages";

const NOTHING: Found = { messages: [], nextCursor: null };

export function ChatSearch({ call, onJump }: { call: CallView; onJump: (id: number) => void }) {
  const [words, setWords] = useState("");
  const [searched, setSearched] = useState("");
  const [found, setFound] = useState<Found>(NOTHING);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const search = (wanted: string, before: number | null): void => {
    if (wanted.trim() === "" || busy) return;
    setBusy(true);
    setProblem("");
    call.messages
      .search(wanted, before)
      .then(({ messages, nextCursor }) => {
        setSearched(wanted);
        setFound(({ messages: newer }) => ({
          messages: before === null ? messages : [...messages, ...newer],
          nextCursor,
        }));
      })
      .catch((error: unknown) => setProblem(reasonOf(error)))
      .finally(() => setBusy(false));
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    search(words, null);
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 px-5 pb-3">
      <form onSubmit={submit} role="search">
        <TextField
          label={t.chat.search}
          labelHidden
          placeholder={t.chat.search}
          icon={<Search aria-hidden className="size-4" />}
          type="search"
          autoComplete="off"
          autoFocus
          maxLength={200}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </form>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
      {searched !== "" && found.messages.length === 0 && !problem && (
        <p role="status" className="text-ink-muted">
          {t.chat.nothingFound}
        </p>
      )}
      <ul aria-label={t.chat.found} className="min-h-0 overflow-y-auto">
        {[...found.messages].reverse().map(({ id, username, content, createdAt }) => (
          <li key={id}>
            <button type="button" onClick={() => onJump(id)} className="w-full rounded-md p-2 text-start hover:bg-fill">
              <span className="flex items-baseline gap-2">
                <bdi className="min-w-0 truncate font-semibold">{username}</bdi>
                <time dateTime={createdAt} className="shrink-0 text-xs text-ink-muted">
                  {ago(createdAt)}
                </time>
              </span>
              <span dir="auto" className="line-clamp-3 wrap-anywhere">
                {content}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.nextCursor !== null && (
        <Button variant="quiet" size="sm" busy={busy} onClick={() => search(searched, found.nextCursor)}>
          {t.chat.searchOn}
        </Button>
      )}
    </div>
  );
}
