import { SendHorizontal } from "lucide-react";
import { useEffect, type KeyboardEvent, type RefObject, type SyntheticEvent } from "react";

import { cleaned, lengthOf, MAX_LENGTH } from "~/call/messageText";
import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isComposing } from "~/ui/composition";
import { IconButton } from "~/ui/IconButton";

/** From here on the room that is left is shown. */
const SHOW_LEFT = 200;

export function Composer({ call, field }: { call: CallView; field: RefObject<HTMLTextAreaElement | null> }) {
  const text = useReadable(call.draft);
  const length = lengthOf(cleaned(text));
  const left = MAX_LENGTH - length;

  useEffect(() => field.current?.focus(), [field]);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (length === 0 || left < 0) return;
    call.send(text);
    call.setDraft("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) submit(event);
  };

  return (
    <form onSubmit={submit} className="shrink-0 px-4 pt-1 pb-[max(1rem,env(safe-area-inset-bottom))]">
      <div className="flex items-end gap-1 rounded-xl bg-fill py-1 pr-1 pl-4 focus-within:outline-2 focus-within:outline-accent">
        <textarea
          ref={field}
          aria-label={t.chat.message}
          placeholder={t.chat.placeholder}
          dir="auto"
          rows={1}
          value={text}
          onChange={(event) => call.setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          aria-invalid={left < 0 || undefined}
          className="field-sizing-content max-h-32 min-h-10 min-w-0 flex-1 resize-none bg-transparent py-2.5 outline-none placeholder:text-ink-muted"
        />
        <IconButton
          icon={SendHorizontal}
          label={t.chat.send}
          type="submit"
          disabled={length === 0 || left < 0}
          className="text-accent"
        />
      </div>
      {left < SHOW_LEFT && (
        <p role="status" className={left < 0 ? "px-4 pt-1 text-xs text-danger" : "px-4 pt-1 text-xs text-ink-muted"}>
          {left < 0 ? t.chat.tooMany(-left) : t.chat.left(left)}
        </p>
      )}
    </form>
  );
}
