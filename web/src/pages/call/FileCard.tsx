// A file in the chat: what it is, a picture of it where it is one, and ways to see it large and to save it.
import { Download, FileImage, FileText, Maximize2 } from "lucide-react";
import { useState } from "react";

import type { ChatEntry, SharedFile } from "~/call/view";
import { cx } from "~/lib/cx";
import { saveAs } from "~/lib/saveAs";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

import { PictureDialog } from "./PictureDialog";
import { Thumbnail } from "./Thumbnail";
import { say, type MessageDoings } from "./useMessages";

/** Kinds that a browser shows, or may. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/heic"];

interface Props {
  entry: ChatEntry;
  file: SharedFile;
  doings: Pick<MessageDoings, "read" | "thumbnail">;
}

export function FileCard({ entry, file, doings: { read, thumbnail } }: Props) {
  const [isOpen, setOpen] = useState(false);
  const sent = entry.state === "sent";
  const isPicture = PICTURES.includes(file.mediaType);
  const small = file.thumbnail ?? null;
  const open = (): void => setOpen(true);
  const save = (): void => {
    read(entry)
      .then((blob) => saveAs(blob, file.name))
      .catch(say);
  };
  const Icon = isPicture ? FileImage : FileText;
  return (
    <div className="my-1 overflow-hidden rounded-md border border-line">
      {small && <Thumbnail entry={entry} file={file} size={small} read={thumbnail} onOpen={sent ? open : null} />}
      {/* Beside what can be done with the message, where that lies over it. */}
      <div className={cx("flex min-h-10 items-center gap-2 py-1 pl-3", small ? "pr-1" : "pr-10")}>
        <Icon aria-hidden className="size-5 shrink-0 text-ink-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">
            <bdi>{file.name}</bdi>
          </p>
          <p className="text-xs text-ink-muted">{t.files.size(file.size)}</p>
        </div>
        {sent && isPicture && !small && (
          <IconButton icon={Maximize2} label={t.files.open(file.name)} size="sm" onClick={open} />
        )}
        {sent && <IconButton icon={Download} label={t.files.save(file.name)} size="sm" onClick={save} />}
      </div>
      {isOpen && (
        <PictureDialog entry={entry} file={file} read={read} readSmall={thumbnail} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}
