import { useEffect, useRef } from "react";

import type { LocalMedia } from "~/devices/localMedia";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { LevelMeter } from "~/pages/devices/LevelMeter";
import { t } from "~/text/t";

/** What camera and microphone give, while they are looked at. */
export function Preview({ local }: { local: LocalMedia }) {
  const { track } = useReadable(local.camera);
  const microphone = useReadable(local.microphone);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  return (
    <div className="mt-6 flex flex-wrap items-center gap-4">
      <video
        ref={video}
        autoPlay
        muted
        playsInline
        aria-label={t.check.ownPicture}
        className={cx("aspect-video w-40 rounded-lg bg-tile object-cover mirrored", !track && "opacity-60")}
      />
      <p className="flex min-w-0 flex-1 basis-40 items-center gap-3 text-ink-muted">
        <LevelMeter track={microphone.track} className="shrink-0 text-accent" />
        {t.check.speak}
      </p>
    </div>
  );
}
