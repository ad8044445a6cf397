import { MicOff, MonitorUp, Pin, PinOff, VolumeX } from "lucide-react";
import { memo, useCallback, useEffect, useRef } from "react";

import type { CallView, Tile } from "~/call/view";
import { volumeOf, volumes } from "~/call/volumes";
import { cx } from "~/lib/cx";
import { useSelected } from "~/lib/useReadable";
import { useSpeaking } from "~/pages/devices/useLevel";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

import { DrawButton } from "./drawing/DrawingLayer";
import { ScreenDrawing } from "./drawing/ScreenDrawing";
import type { Rect } from "./grid";
import { HandMark } from "./HandMark";
import { QualityMark } from "./QualityMark";
import { TileMenu } from "./TileMenu";
import { useMotion } from "./useMotion";

interface Props {
  call: CallView;
  tile: Tile;
  rect: Rect;
  floating: boolean;
  pinned: boolean;
  onPin: ((tileId: string) => void) | undefined;
}

const ON_PICTURE = "bg-scrim text-on-stage hover:bg-scrim hover:text-on-stage data-[state=open]:bg-scrim";

/** One person, or one screen. Its picture is put in by the call engine. */
export const CallTile = memo(function CallTile({ call, tile, rect, floating, pinned, onPin }: Props) {
  const { id, participantId, local, source, hasVideo, microphone, connected, hand } = tile;
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
      data-role={tile.role}
      data-guest={tile.guest}
      data-bot={tile.bot}
      data-hand={hand ?? undefined}
      data-companion-of={tile.companionOf ?? undefined}
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
      className={cx(
        "group @container-[size] absolute overflow-hidden rounded-lg bg-tile",
        "after:pointer-events-none after:absolute after:inset-0 after:rounded-lg after:border-3 after:border-speaking after:opacity-0 after:transition-opacity data-[speaking=true]:after:opacity-100",
        floating && "z-10 shadow-float ring-1 ring-control-hover",
      )}
    >
      {!screen && (
        <div className="absolute inset-0 flex items-center justify-center">
          <Avatar userId={tile.userId} name={tile.username} picture={tile.picture} size="tile" />
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
      {screen && <ScreenDrawing call={call} tile={tile} picture={picture} />}
      <div className="pointer-events-none absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] gap-1">
        <NamePill tile={tile} />
        <QualityMark quality={call.quality} tile={tile} />
      </div>
      {!screen && <div data-signs className="pointer-events-none absolute inset-0" />}
      {hand !== null && <HandMark place={hand} className="absolute top-2 left-2 animate-fade" />}
      {(onPin ?? screen) && (
        <div
          className={cx(
            "absolute top-2 right-2 z-10 flex gap-1 transition-opacity group-hover:opacity-100 has-focus-visible:opacity-100 has-[[data-state=open]]:opacity-100 [@media(hover:none)]:opacity-100",
            pinned ? "opacity-100" : "opacity-0",
          )}
        >
          {screen && (
            <DrawButton
              call={call}
              on={participantId}
              own={local}
              label={local ? t.draw.startOwn : t.draw.start(isolated(tile.username))}
              className={ON_PICTURE}
            />
          )}
          {onPin && (
            <IconButton
              icon={pinned ? PinOff : Pin}
              label={pinned ? t.tile.unpin(tile.username) : t.tile.pin(tile.username)}
              size="sm"
              aria-pressed={pinned}
              onClick={() => onPin(id)}
              // A small tile has no room for it beside a raised hand; its menu offers it too.
              className={cx(ON_PICTURE, !local && "@max-[9rem]:hidden")}
            />
          )}
          {!local && <TileMenu call={call} tile={tile} className={ON_PICTURE} />}
        </div>
      )}
    </div>
  );
}, sameProps);

function NamePill({ tile }: { tile: Tile }) {
  const silenced = useSelected(volumes, (all) => {
    const { level, muted } = volumeOf(all, tile.userId, tile.source === "screen" ? "screenAudio" : "microphone");
    return !tile.local && (muted || level === 0);
  });
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
      {silenced && <VolumeX role="img" aria-label={t.tile.mutedForMe} className="size-3.5 shrink-0 text-amber" />}
      <span className="truncate">
        {name}
        {source === "camera" && tile.pronouns !== "" && (
          <span className="font-regular">
            {" "}
            · <bdi>{tile.pronouns}</bdi>
          </span>
        )}
        {source === "camera" && tile.bot && <span className="font-regular"> · {t.people.bot}</span>}
        {source === "camera" && tile.beside !== null && (
          <span className="font-regular"> · {t.sameRoom.beside(isolated(tile.beside))}</span>
        )}
      </span>
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
