import { Check, CornerUpLeft, Pencil, SendHorizontal, X } from "lucide-react";
import { useEffect, useState, type KeyboardEvent, type RefObject, type SyntheticEvent } from "react";

import { cleaned, lengthOf, MAX_LENGTH } from "~/call/messageText";
import type { CallView, ChatEntry } from "~/call/view";
import { cx } from "~/lib/cx";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isComposing } from "~/ui/composition";
import { IconButton } from "~/ui/IconButton";

import { AttachButton } from "./AttachButton";
import { EmojiButton } from "./EmojiButton";
import { Recipient } from "./Recipient";
import { Uploads } from "./Uploads";
import { reasonOf } from "./useMessages";

/** From here on the room that is left is shown. */
const SHOW_LEFT = 200;

export function Composer({ call, field }: { call: CallView; field: RefObject<HTMLTextAreaElement | null> }) {
  const { editing, replyTo, to } = useReadable(call.messages.composing);
  useEffect(() => field.current?.focus(), [field]);
  return (
    <div className="shrink-0 px-4 pt-1 pb-[max(1rem,env(safe-area-inset-bottom))]">
      {editing ? (
        <Editing key={editing.key} call={call} entry={editing} field={field} />
      ) : (
        <>
          {replyTo && (
            <About
              icon={CornerUpLeft}
              title={t.chat.replyingTo(replyTo.own ? t.chat.you : replyTo.username)}
              text={replyTo.content}
              onClose={() => call.messages.compose({ replyTo: null })}
            />
          )}
          <Uploads call={call} />
          <Recipient call={call} to={to} />
          <Writing call={call} field={field} />
        </>
      )}
    </div>
  );
}

function Writing({ call, field }: { call: CallView; field: RefObject<HTMLTextAreaElement | null> }) {
  const text = useReadable(call.draft);
  const { to } = useReadable(call.messages.composing);
  const mayShare = useSelected(call.leading.permissions, (may) => may.has("share files"));
  const submit = (): void => {
    call.send(text);
    call.setDraft("");
  };
  const placeholder = to === null ? t.chat.placeholder : t.chat.placeholderTo(to.username);
  return (
    <Field
      field={field}
      text={text}
      isPrivate={to !== null}
      placeholder={placeholder}
      onText={(changed) => call.setDraft(changed)}
      onSubmit={submit}
      onFiles={mayShare ? (files) => call.files.add(files, to) : undefined}
    />
  );
}

/** Another text for a message: it stays here until it is stored. */
function Editing({
  call,
  entry,
  field,
}: {
  call: CallView;
  entry: ChatEntry;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const [text, setText] = useState(entry.content);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const close = (): void => call.messages.compose({ editing: null });
  const save = (): void => {
    setBusy(true);
    setProblem("");
    call.messages
      .change(entry, text)
      .then(close, (error: unknown) => setProblem(reasonOf(error)))
      .finally(() => setBusy(false));
  };
  useEffect(() => field.current?.focus(), [field]);
  return (
    <>
      <About
        icon={Pencil}
        title={t.chat.editing}
        text={problem || entry.content}
        isProblem={problem !== ""}
        onClose={close}
      />
      <Field
        field={field}
        text={text}
        busy={busy}
        isEdit
        isPrivate={entry.to !== null}
        placeholder={t.chat.editing}
        onText={setText}
        onSubmit={save}
        onEscape={close}
      />
    </>
  );
}

interface AboutProps {
  icon: typeof Pencil;
  title: string;
  text: string;
  isProblem?: boolean;
  onClose: () => void;
}

/** What is written is about this. */
function About({ icon: Icon, title, text, isProblem = false, onClose }: AboutProps) {
  return (
    <div className="flex items-center gap-2 pb-1 pl-4">
      <Icon aria-hidden className="size-4 shrink-0 text-accent" />
      <div className="min-w-0 flex-1 text-xs">
        <p className="truncate font-semibold">{title}</p>
        <p
          role={isProblem ? "alert" : undefined}
          className={cx("truncate", isProblem ? "text-danger" : "text-ink-muted")}
        >
          <bdi>{text}</bdi>
        </p>
      </div>
      <IconButton icon={X} label={t.actions.cancel} size="sm" side="left" onClick={onClose} />
    </div>
  );
}

interface FieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  placeholder: string;
  isPrivate: boolean;
  isEdit?: boolean;
  busy?: boolean;
  onText: (text: string) => void;
  onSubmit: () => void;
  onEscape?: () => void;
  /** Takes files, where they may be sent. */
  onFiles?: ((files: Iterable<File>) => void) | undefined;
}

function Field(props: FieldProps) {
  const {
    field,
    text,
    placeholder,
    isPrivate,
    isEdit = false,
    busy = false,
    onText,
    onSubmit,
    onEscape,
    onFiles,
  } = props;
  const length = lengthOf(cleaned(text));
  const left = MAX_LENGTH - length;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (length === 0 || left < 0 || busy) return;
    onSubmit();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === "Enter" && !event.shiftKey) submit(event);
    if (event.key === "Escape" && onEscape) {
      // The panel stays open.
      event.stopPropagation();
      onEscape();
    }
  };
  const insert = (emoji: string): void => {
    const at = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? at;
    onText(text.slice(0, at) + emoji + text.slice(end));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + emoji.length, at + emoji.length);
    });
  };
  return (
    <form onSubmit={submit}>
      <div
        className={cx(
          "flex items-end gap-1 rounded-xl bg-fill py-1 pr-1 pl-4 focus-within:outline-2 focus-within:outline-accent",
          isPrivate && "border-s-2 border-accent",
        )}
      >
        <textarea
          ref={field}
          aria-label={t.chat.message}
          placeholder={placeholder}
          dir="auto"
          rows={1}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (!onFiles || event.clipboardData.files.length === 0) return;
            event.preventDefault();
            onFiles(event.clipboardData.files);
          }}
          aria-invalid={left < 0 || undefined}
          className="field-sizing-content max-h-32 min-h-10 min-w-0 flex-1 resize-none bg-transparent py-2.5 outline-none placeholder:text-ink-muted"
        />
        {onFiles && <AttachButton onFiles={onFiles} />}
        <EmojiButton onChoose={insert} />
        <IconButton
          icon={isEdit ? Check : SendHorizontal}
          label={isEdit ? t.chat.save : t.chat.send}
          type="submit"
          disabled={length === 0 || left < 0 || busy}
          className="text-accent"
        />
      </div>
      {left < SHOW_LEFT && (
        <p role="status" className={cx("px-4 pt-1 text-xs", left < 0 ? "text-danger" : "text-ink-muted")}>
          {left < 0 ? t.chat.tooMany(-left) : t.chat.left(left)}
        </p>
      )}
    </form>
  );
}
