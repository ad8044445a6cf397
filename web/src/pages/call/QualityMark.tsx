import { Popover } from "radix-ui";

import type { QualityView, Tile } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Tooltip } from "~/ui/Tooltip";

import { whyBlurred } from "./blur";
import { SignalBars } from "./SignalBars";

interface Props {
  quality: QualityView;
  tile: Tile;
}

/** Stands on a tile only while its picture is not good, and answers why. */
export function QualityMark({ quality, tile }: Props) {
  const mark = useReadable(quality.issue(tile.id));
  if (!mark || !tile.hasVideo) return null;
  return (
    <Popover.Root>
      <Tooltip text={t.quality.question}>
        <Popover.Trigger
          aria-label={t.quality.question}
          data-testid="quality"
          data-level={mark.level}
          data-reason={mark.reason}
          className="pointer-events-auto flex size-6 shrink-0 animate-fade items-center justify-center rounded-full bg-scrim text-amber"
        >
          <SignalBars lit={mark.level === "poor" ? 1 : 2} className="size-4" />
        </Popover.Trigger>
      </Tooltip>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={8}
          aria-label={t.quality.question}
          className="z-50 flex max-w-xs animate-rise flex-col items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-3 text-ink shadow-float outline-none"
        >
          <p>{whyBlurred(mark, tile)}</p>
          {mark.reason === "paused" && (
            <Button size="sm" variant="secondary" onClick={() => quality.retry()}>
              {t.actions.tryAgain}
            </Button>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
