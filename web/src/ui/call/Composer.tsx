import { SendHorizontal } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type SyntheticEvent } from "react";

import { IconButton } from "~/ui/IconButton";

/** As much as the server takes, in characters. */
const LONGEST = 4000;
/** From here on the room that is left is shown. */
const SHOW_LEFT = 200;

export function Composer({ onSend }: { onSend: (text: string) => void }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const length = Array.from(text.trim()).length;
  const left = LONGEST - length;

  useEffect(() => field.current?.focus(), []);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (length === 0 || left < 0) return;
    onSend(text);
    setText("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While letters are being composed, Enter belongs to them.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };

  return (
    <form onSubmit={submit} className="shrink-0 px-4 pt-1 pb-[max(1rem,env(safe-area-inset-bottom))]">
      <div className="flex items-end gap-1 rounded-xl bg-fill py-1 pr-1 pl-4 focus-within:outline-2 focus-within:outline-accent">
        <textarea
          ref={field}
          aria-label="Message"
          placeholder="Write to everybody"
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          aria-invalid={left < 0 || undefined}
          className="field-sizing-content max-h-32 min-h-10 min-w-0 flex-1 resize-none bg-transparent py-2.5 outline-none placeholder:text-ink-muted"
        />
        <IconButton icon={SendHorizontal} label="Send" type="submit" disabled={length === 0 || left < 0} className="text-accent" />
      </div>
      {left < SHOW_LEFT && (
        <p role="status" className={left < 0 ? "px-4 pt-1 text-xs text-danger" : "px-4 pt-1 text-xs text-ink-muted"}>
          {left < 0 ? `${-left} characters too many` : `${left} characters left`}
        </p>
      )}
    </form>
  );
}
