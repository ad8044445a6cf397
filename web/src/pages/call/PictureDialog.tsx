// A picture of the chat, large, as it was sent.
import { Download } from "lucide-react";

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
import { usePicture } from "./usePicture";

const HIGHEST = "65dvh";
/** Pixels of its longer side. */
const LARGEST_THUMBNAIL = 480;

interface Props {
  entry: ChatEntry;
  file: SharedFile;
  read: (entry: ChatEntry) => Promise<Blob>;
  /** Its thumbnail, to be seen until it is there. */
  readSmall: (entry: ChatEntry) => Promise<Blob>;
  onClose: () => void;
}

export function PictureDialog({ entry, file, read, readSmall, onClose }: Props) {
  const { name, size, thumbnail } = file;
  const { picture, problem, onUnreadable } = usePicture(entry, read, true);
  const small = usePicture(entry, readSmall, thumbnail != null);
  const save = (): void => {
    (picture ? Promise.resolve(picture.blob) : read(entry)).then((blob) => saveAs(blob, name)).catch(say);
  };
  // Of one that is smaller the thumbnail is no smaller.
  const isSmall = (its: Size): boolean => Math.max(its.width, its.height) < LARGEST_THUMBNAIL;
  const box = thumbnail ? boxOf(thumbnail, HIGHEST, isSmall(thumbnail)) : undefined;
  return (
    <Dialog open onOpenChange={onClose} title={name} text={t.files.size(size)} wide>
      {problem !== null ? (
        <Notice tone="danger">{t.files[problem]}</Notice>
      ) : (
        <div className="flex min-h-12 items-center justify-center overflow-hidden rounded-md bg-fill">
          <div style={box} className={cx(!box && !picture && "size-48")}>
            {picture ? (
              <img
                src={picture.url}
                alt={name}
                onError={onUnreadable}
                className={cx("bg-paper object-contain", box ? "size-full" : "max-h-[65dvh] max-w-full")}
              />
            ) : small.picture ? (
              <img src={small.picture.url} alt="" className="size-full animate-breathe object-contain" />
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
