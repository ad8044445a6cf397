import { useRef, type KeyboardEvent } from "react";

import { SCALE } from "~/call/drawings";
import { t } from "~/text/t";
import { isComposing } from "~/ui/composition";

import { TEXT_SIZE, WIDTH, type Box } from "./geometry";

/** Characters, as the server takes them. */
const MOST = 200;

interface Props {
  at: readonly [number, number];
  /** The picture, in the place of the field. */
  box: Box;
  /** With nothing where nothing is to be put there. */
  onDone: (words: string) => void;
}

/** Takes the words of a text, where and as large as they will stand. */
export function Writing({ at, box, onDone }: Props) {
  const done = useRef(false);
  const finish = (words: string): void => {
    if (done.current) return;
    done.current = true;
    onDone(words.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (isComposing(event)) return;
    if (event.key === "Enter") finish(event.currentTarget.value);
    else if (event.key === "Escape") finish("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const left = box.x + (at[0] / SCALE) * box.width;
  return (
    <input
      autoFocus
      dir="auto"
      maxLength={MOST}
      aria-label={t.draw.words}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget.value)}
      onPointerDown={(event) => event.stopPropagation()}
      style={{
        left,
        top: box.y + (at[1] / SCALE) * box.height,
        width: Math.max(80, box.x + box.width - left),
        fontSize: Math.max(16, (TEXT_SIZE / WIDTH) * box.width),
      }}
      className="absolute -translate-y-1/2 rounded-sm border border-accent bg-scrim px-1 text-on-stage outline-none"
    />
  );
}
