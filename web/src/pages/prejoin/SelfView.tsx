import { useEffect, useRef } from "react";

import { embedded } from "~/api/guestSession";
import type { LocalMedia } from "~/devices/localMedia";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { LevelMeter } from "~/pages/devices/LevelMeter";
import { MediaToggle } from "~/pages/devices/MediaToggle";
import { t } from "~/text/t";

interface Props {
  name: string;
  local: LocalMedia;
  onToggle: (kind: "camera" | "microphone") => void;
}

/** How the others will see one, and the two switches that matter now. */
export function SelfView({ name, local, onToggle }: Props) {
  const camera = useReadable(local.camera);
  const microphone = useReadable(local.microphone);
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const element = video.current;
    if (element) element.srcObject = camera.track && new MediaStream([camera.track]);
  }, [camera.track]);

  return (
    <div
      className={cx(
        "relative aspect-video w-full overflow-hidden rounded-lg bg-tile text-on-stage scheme-dark",
        // In a low frame what comes next has to be in sight.
        embedded && "mx-auto [@media(max-height:32rem)]:max-w-[calc(45dvh*16/9)]",
      )}
    >
      <div className="absolute inset-0 flex items-center justify-center pb-12 text-base text-on-stage-muted">
        {camera.pending ? t.preJoin.cameraStarting : camera.on ? "" : t.preJoin.cameraOff}
      </div>
      <video
        ref={video}
        autoPlay
        muted
        playsInline
        aria-label={t.preJoin.selfView}
        className={cx("absolute inset-0 size-full object-cover mirrored", !camera.track && "invisible")}
      />
      <div className="absolute inset-x-0 bottom-0 h-24 bg-linear-to-t from-scrim to-transparent" />
      <span
        dir="auto"
        className="absolute top-3 left-3 max-w-[60%] truncate rounded-full bg-scrim px-3 py-1 text-sm font-medium"
      >
        {name}
      </span>
      <LevelMeter
        track={microphone.on ? microphone.track : null}
        className="absolute top-3 right-3 rounded-full bg-scrim p-1.5"
      />
      <div className="absolute inset-x-0 bottom-4 flex justify-center gap-3">
        <MediaToggle kind="microphone" source={microphone} onToggle={() => onToggle("microphone")} />
        <MediaToggle kind="camera" source={camera} onToggle={() => onToggle("camera")} />
      </div>
    </div>
  );
}
