import { useCallback, useRef } from "react";

import { watchLevel } from "~/devices/levelMeter";

import { useLevelVariable } from "./useLevel";

/** Moves with the voice, so that a person sees that the microphone hears them. */
export function LevelMeter({ track, className }: { track: MediaStreamTrack | null; className?: string }) {
  const bar = useRef<HTMLDivElement>(null);
  const watch = useCallback(
    (listener: (level: number) => void) => (track ? watchLevel(track, listener) : () => undefined),
    [track],
  );
  useLevelVariable(bar, track ? watch : null);
  return (
    <div ref={bar} aria-hidden className={className}>
      <div className="flex h-4 items-center gap-0.5">
        {[0.6, 1, 0.6].map((share, index) => (
          <span
            key={index}
            style={{ "--share": share } as React.CSSProperties}
            className="h-[calc(4px+12px*var(--level,0)*var(--share))] w-1 rounded-full bg-current transition-[height] duration-75"
          />
        ))}
      </div>
    </div>
  );
}
