// Whom a message is for: everybody, or one person alone.
import { Lock } from "lucide-react";

import type { CallView, ChatPerson } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";

export function Recipient({ call, to }: { call: CallView; to: ChatPerson | null }) {
  const participants = useReadable(call.participants);
  const { replyTo } = useReadable(call.messages.composing);
  if (participants.length === 0 && to === null) return null;
  const isThere = participants.some(({ userId }) => userId === to?.userId);
  const choose = (userId: string): void => {
    const other = participants.find((one) => one.userId === userId);
    // What answers a private message is between the same two.
    const kept = replyTo?.to ? null : replyTo;
    call.messages.compose({
      to: other ? { userId, username: other.username } : null,
      replyTo: kept,
    });
  };
  return (
    <label className="flex items-center gap-1 pb-1 pl-4 text-xs text-ink-muted">
      {to !== null && <Lock aria-hidden className="size-3 text-accent" />}
      {t.chat.to}
      <select
        aria-label={t.chat.to}
        value={to?.userId ?? ""}
        onChange={({ target }) => choose(target.value)}
        className="min-w-0 truncate rounded-sm bg-transparent py-1 font-medium text-ink"
      >
        <option value="">{t.chat.everybody}</option>
        {to !== null && !isThere && <option value={to.userId}>{t.chat.hasLeft(to.username)}</option>}
        {participants.map(({ id, userId, username }) => (
          <option key={id} value={userId}>
            {username}
          </option>
        ))}
      </select>
    </label>
  );
}
