// A picture of the chat, large, as it was sent.
import { Download } from "lucide-react";
import { useEffect, useState } from "react";

import type { ChatEntry, SharedFile } from "~/call/view";
import { cx } from "~/lib/cx";
import type { Size } from "~/lib/redrawn";
import { saveAs } from "~/lib/saveAs";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { Skeleton } from "~/ui/Skeleton";

import { boxOf } from "./pictureBox";
import { say } from "./useMessages";

const HIGHEST = "65dvh";
/** Pixels of its longer side. */
const LARGEST_THUMBNAIL = 480;

interface Props {
  entry: ChatEntry;
  file: SharedFile;
  read: (entry: ChatEntry) => Promise<Blob>;
  onClose: () => void;
}

export function PictureDialog({ entry, file, read, onClose }: Props) {
  const { name, size, thumbnail } = file;
  const [picture, setPicture] = useState<{ blob: Blob; url: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let url: string | null = null;
    let gone = false;
    read(entry).then(
      (blob) => {
        if (gone) return;
        url = URL.createObjectURL(blob);
        setPicture({ blob, url });
      },
      () => {
        if (!gone) setProblem(t.files.notLoaded);
      },
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
    // A message that was changed has the same file.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [file.id, read]);
  const save = (): void => {
    (picture ? Promise.resolve(picture.blob) : read(entry)).then((blob) => saveAs(blob, name)).catch(say);
  };
  // Of one that is smaller the thumbnail is no smaller.
  const isSmall = (its: Size): boolean => Math.max(its.width, its.height) < LARGEST_THUMBNAIL;
  const box = thumbnail ? boxOf(thumbnail, HIGHEST, isSmall(thumbnail)) : undefined;
  return (
    <Dialog open onOpenChange={onClose} title={name} text={t.files.size(size)} wide>
      {problem !== null ? (
        <Notice tone="danger">{problem}</Notice>
      ) : (
        <div className="flex min-h-12 items-center justify-center overflow-hidden rounded-md bg-fill">
          <div style={box} className={cx(!box && "flex max-h-[65dvh] justify-center", !box && !picture && "size-48")}>
            {picture ? (
              <img
                src={picture.url}
                alt={name}
                onError={() => setProblem(t.files.unreadable)}
                className={cx("bg-paper object-contain", box ? "size-full" : "max-h-full max-w-full")}
              />
            ) : (
              <Skeleton className="size-full rounded-none bg-fill-hover" />
            )}
          </div>
        </div>
      )}
      <div className="mt-5 flex justify-end">
        <Button variant="secondary" className="max-w-full gap-2" onClick={save}>
          <Download aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{t.files.save(name)}</span>
        </Button>
      </div>
    </Dialog>
  );
}
