import { Paperclip } from "lucide-react";
import { useRef } from "react";

import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

/** Chooses files to send. */
export function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same one may be chosen again.
          target.value = "";
        }}
      />
      <IconButton icon={Paperclip} label={t.files.attach} side="top" onClick={() => input.current?.click()} />
    </>
  );
}
