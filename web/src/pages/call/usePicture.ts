// A picture of the chat in memory, as long as it is wanted.
import { useEffect, useState } from "react";

import type { ChatEntry } from "~/call/view";

interface Picture {
  blob: Blob;
  url: string;
}

export interface PictureState {
  picture: Picture | null;
  /** Why there is none: it did not come, or is none that this browser shows. */
  problem: "notLoaded" | "unreadable" | null;
  /** It has come, and cannot be shown. */
  onUnreadable: () => void;
}

/** Fetched once it is `wanted`, and again when it is once more. */
export function usePicture(entry: ChatEntry, read: (entry: ChatEntry) => Promise<Blob>, wanted: boolean): PictureState {
  const [picture, setPicture] = useState<Picture | null>(null);
  const [problem, setProblem] = useState<PictureState["problem"]>(null);
  useEffect(() => {
    if (!wanted) return;
    let url: string | null = null;
    let gone = false;
    read(entry).then(
      (blob) => {
        if (gone) return;
        url = URL.createObjectURL(blob);
        setProblem(null);
        setPicture({ blob, url });
      },
      () => {
        if (!gone) setProblem("notLoaded");
      },
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
      setPicture(null);
    };
    // A message that was changed has the same file.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, entry.file?.id, read]);
  return { picture, problem, onUnreadable: () => setProblem("unreadable") };
}
