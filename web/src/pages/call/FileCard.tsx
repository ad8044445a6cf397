// A file in the chat: what it is, a picture of it where it is one, and a way to save it.
import { Download, FileText } from "lucide-react";
import { useEffect, useState } from "react";

import type { ChatEntry, SharedFile } from "~/call/view";
import { cx } from "~/lib/cx";
import { saveAs } from "~/lib/saveAs";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

import { say } from "./useMessages";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/** Bytes of a picture that is shown by itself. */
const SHOWN = 5_000_000;

interface Props {
  entry: ChatEntry;
  file: SharedFile;
  read: (entry: ChatEntry) => Promise<Blob>;
}

export function FileCard({ entry, file, read }: Props) {
  const sent = entry.state === "sent";
  const picture = usePicture(entry, sent && PICTURES.includes(file.mediaType) && file.size <= SHOWN, read);
  const save = (): void => {
    read(entry)
      .then((blob) => saveAs(blob, file.name))
      .catch(say);
  };
  return (
    <div className="my-1 overflow-hidden rounded-md border border-line">
      {picture !== null && <img src={picture} alt={file.name} className="max-h-56 w-full bg-fill object-contain" />}
      {/* Beside what can be done with the message, where that lies over it. */}
      <div className={cx("flex items-center gap-2 py-1 pl-3", picture === null ? "pr-10" : "pr-1")}>
        <FileText aria-hidden className="size-5 shrink-0 text-ink-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">
            <bdi>{file.name}</bdi>
          </p>
          <p className="text-xs text-ink-muted">{t.files.size(file.size)}</p>
        </div>
        {sent && <IconButton icon={Download} label={t.files.save(file.name)} size="sm" onClick={save} />}
      </div>
    </div>
  );
}

/** The address of a picture in memory, while it is shown. */
function usePicture(entry: ChatEntry, wanted: boolean, read: Props["read"]): string | null {
  const [url, setUrl] = useState<string | null>(null);
  const id = wanted ? entry.id : null;
  useEffect(() => {
    if (id === null) return;
    let made: string | null = null;
    let gone = false;
    read(entry).then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
      setUrl(null);
    };
    // A message that was changed has the same file.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, read]);
  return url;
}
