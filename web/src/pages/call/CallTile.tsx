import { MicOff, MonitorUp, Pin, PinOff } from "lucide-react";
import { memo, useCallback, useEffect, useRef } from "react";

import type { CallView, Tile } from "~/call/view";
import { cx } from "~/lib/cx";
import { useSpeaking } from "~/pages/devices/useLevel";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

import type { Rect } from "./grid";
import { QualityMark } from "./QualityMark";
import { useMotion } from "./useMotion";

interface Props {
  call: CallView;
  tile: Tile;
  rect: Rect;
  floating: boolean;
  pinned: boolean;
  onPin: ((tileId: string) => void) | undefined;
}

/** One person, or one screen. Its picture is put in by the call engine. */
export const CallTile = memo(function CallTile({ call, tile, rect, floating, pinned, onPin }: Props) {
  const { id, participantId, local, source, hasVideo, microphone, connected } = tile;
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const screen = source === "screen";

  useMotion(frame, rect);
  useEffect(() => {
    const place = picture.current;
    return place && hasVideo ? call.attach(id, place) : undefined;
  }, [call, id, hasVideo]);
  const voice = useCallback(
    (listener: (level: number) => void) => call.onLevel(participantId, listener),
    [call, participantId],
  );
  useSpeaking(frame, microphone && !screen ? voice : null);

  return (
    <div
      ref={frame}
      data-testid="tile"
      data-participant={participantId}
      data-source={source}
      data-local={local}
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
      className={cx(
        "group @container-[size] absolute overflow-hidden rounded-lg bg-tile",
        "after:pointer-events-none after:absolute after:inset-0 after:rounded-lg after:border-3 after:border-speaking after:opacity-0 after:transition-opacity data-[speaking=true]:after:opacity-100",
        floating && "z-10 shadow-float ring-1 ring-control-hover",
      )}
    >
      {!screen && (
        <div className="absolute inset-0 flex items-center justify-center">
          <Avatar userId={tile.userId} name={tile.username} size="tile" />
        </div>
      )}
      <div
        ref={picture}
        data-fit={screen ? "contain" : "cover"}
        data-mirrored={local && !screen}
        className={cx(
          "picture absolute inset-0 transition-opacity group-has-[[data-reason=paused]]:opacity-40",
          !hasVideo && "invisible",
          !connected && "opacity-40",
        )}
      />
      <div className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] gap-1">
        <NamePill tile={tile} />
        <QualityMark quality={call.quality} tile={tile} />
      </div>
      {onPin && (
        <IconButton
          icon={pinned ? PinOff : Pin}
          label={pinned ? t.tile.unpin(tile.username) : t.tile.pin(tile.username)}
          size="sm"
          aria-pressed={pinned}
          onClick={() => onPin(id)}
          className={cx(
            "absolute top-2 right-2 z-10 bg-scrim text-on-stage hover:bg-scrim hover:text-on-stage focus-visible:opacity-100 [@media(hover:none)]:opacity-100",
            pinned ? "opacity-100" : "opacity-0 group-hover:opacity-100",
          )}
        />
      )}
    </div>
  );
}, sameProps);

function NamePill({ tile }: { tile: Tile }) {
  const { source, local, microphone, connected } = tile;
  const username = isolated(tile.username);
  const name =
    source === "screen"
      ? local
        ? t.tile.youPresent
        : t.tile.presents(username)
      : local
        ? t.tile.you(username)
        : username;
  return (
    <div className="flex h-6 min-w-0 items-center gap-1.5 rounded-full bg-scrim px-2.5 text-xs font-medium text-on-stage">
      {source === "screen" && <MonitorUp aria-hidden className="size-3.5 shrink-0" />}
      {source === "camera" && !microphone && (
        <MicOff role="img" aria-label={t.tile.microphoneOff} className="size-3.5 shrink-0" />
      )}
      <span className="truncate">{name}</span>
      {!connected && <span className="shrink-0 text-amber">{t.tile.reconnecting}</span>}
    </div>
  );
}

/** A change in one tile, or in the window, draws only the tiles that it changes. */
function sameProps(a: Props, b: Props): boolean {
  return (
    a.call === b.call &&
    a.tile === b.tile &&
    a.floating === b.floating &&
    a.pinned === b.pinned &&
    a.onPin === b.onPin &&
    a.rect.x === b.rect.x &&
    a.rect.y === b.rect.y &&
    a.rect.width === b.rect.width &&
    a.rect.height === b.rect.height
  );
}
