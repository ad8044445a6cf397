import { LoaderCircle, VideoOff, VolumeX, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import type { CallView, Tile } from "~/call/view";
import { cx } from "~/lib/cx";
import { useLasting } from "~/lib/useLasting";
import { useReadable, useSelected } from "~/lib/useReadable";
import { CheckLink } from "~/pages/devices/CheckLink";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";

/** Milliseconds for which the server may be away unnoticed while media goes on, as when the meeting moves to another. */
const UNNOTICED_MS = 2500;

/** What everybody in front of this page should know now, above all else. */
export function Banner({ call }: { call: CallView }) {
  const away = useReadable(call.link) === "reconnecting";
  const stands = useSelected(call.media, (media) => media === "stands");
  const lasts = useLasting(away, UNNOTICED_MS);
  const soundBlocked = useReadable(call.soundBlocked);
  const pictures = useReadable(call.quality.policy);
  return (
    <div role="status">
      {away && (stands || lasts) ? (
        <Reconnecting call={call} />
      ) : soundBlocked ? (
        <Offer
          icon={VolumeX}
          text={t.banner.soundBlocked}
          action={t.banner.turnOnSound}
          onClick={() => call.allowSound()}
        />
      ) : (
        pictures !== "all" && (
          <Offer
            icon={VideoOff}
            text={pictures === "none" ? t.banner.picturesPaused : t.banner.camerasPaused}
            action={t.actions.tryAgain}
            onClick={() => call.quality.retry()}
            // The one that leads away is calm beside it.
            besides={<CheckLink text={t.check.linkOfLine} className="font-medium underline underline-offset-2" />}
          />
        )
      )}
    </div>
  );
}

/** Nobody is seen or heard without knowing: while media goes on without the server, this says so. */
function Reconnecting({ call }: { call: CallView }) {
  const stands = useSelected(call.media, (media) => media === "stands");
  const flows = useSelected(call.media, (media) => media === "flows");
  const still = useSelected(call.tiles, whatGoesOn);
  return (
    <p
      className={cx(
        "flex animate-fade items-center justify-center gap-2.5 px-4 py-2 text-center font-medium",
        stands ? "bg-amber text-stage" : "bg-control",
      )}
    >
      <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin motion-reduce:animate-none" />
      {stands ? t.banner.lost : flows ? still : t.banner.reconnecting}
    </p>
  );
}

function whatGoesOn(tiles: readonly Tile[]): string {
  const own = tiles.filter(({ local }) => local);
  const seen = own.some(({ hasVideo }) => hasVideo);
  const heard = own.some(({ microphone }) => microphone);
  return t.banner.reconnectingWhile(seen, heard);
}

interface OfferProps {
  icon: LucideIcon;
  text: string;
  action: string;
  onClick: () => void;
  besides?: ReactNode;
}

function Offer({ icon: Icon, text, action, onClick, besides }: OfferProps) {
  return (
    <div className="flex animate-fade flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-control px-4 py-1.5">
      <span className="flex items-center gap-2">
        <Icon aria-hidden className="size-4 shrink-0" />
        {text}
      </span>
      <Button size="sm" onClick={onClick}>
        {action}
      </Button>
      {besides}
    </div>
  );
}
