// Files that are dropped on the chat.
import { useState, type DragEvent } from "react";

import type { CallView } from "~/call/view";

export function useDrop(call: CallView) {
  const [over, setOver] = useState(false);
  const takes = ({ dataTransfer }: DragEvent): boolean =>
    dataTransfer.types.includes("Files") && call.leading.permissions.get().has("share files");
  return {
    over,
    onDragOver: (event: DragEvent): void => {
      if (!takes(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent): void => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent): void => {
      setOver(false);
      if (!takes(event)) return;
      event.preventDefault();
      call.files.add(event.dataTransfer.files, call.messages.composing.get().to);
    },
  };
}
