// A picture in the chat, small, in the place that was kept for it.
import { ImageOff } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";

import type { ChatEntry, SharedFile } from "~/call/view";
import type { Size } from "~/lib/redrawn";
import { t } from "~/text/t";
import { Skeleton } from "~/ui/Skeleton";
import { Tooltip } from "~/ui/Tooltip";

import { boxOf } from "./pictureBox";
import { usePicture } from "./usePicture";

const HIGHEST = "14rem";
/** It is fetched before it is in sight. */
const NEAR = "400px";

interface Props {
  entry: ChatEntry;
  file: SharedFile;
  size: Size;
  read: (entry: ChatEntry) => Promise<Blob>;
  /** Shows it large; null while there is nothing else to show. */
  onOpen: (() => void) | null;
}

export function Thumbnail({ entry, file, size, read, onOpen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNear(place);
  const { picture, problem, onUnreadable } = usePicture(entry, read, isNear);
  return (
    <div ref={place} className="relative flex min-h-12 items-center justify-center bg-fill">
      {problem !== null && (
        <p className="absolute inset-0 flex items-center justify-center gap-2 text-xs text-ink-muted">
          <ImageOff aria-hidden className="size-4 shrink-0" />
          {t.files.noPreview}
        </p>
      )}
      <div style={boxOf(size, HIGHEST, true)}>
        {problem === null && picture === null && <Skeleton className="size-full rounded-none bg-fill-hover" />}
        {problem === null && picture !== null && (
          <img
            src={picture.url}
            alt={file.name}
            draggable={false}
            onError={onUnreadable}
            className="size-full object-contain"
          />
        )}
      </div>
      {onOpen && (
        <Tooltip text={t.files.open(file.name)}>
          <button
            type="button"
            aria-label={t.files.open(file.name)}
            onClick={onOpen}
            className="absolute inset-0 cursor-zoom-in rounded-t-md focus-visible:-outline-offset-2"
          />
        </Tooltip>
      )}
    </div>
  );
}

/** Whether it is in sight, or soon will be. */
function useNear(place: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting ?? false), {
      rootMargin: NEAR,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return isNear;
}
