import { EllipsisVertical, KeyRound, Pause, Play, Send, Trash2, Webhook as WebhookIcon } from "lucide-react";

import type { Webhook } from "~/api/webhooks";
import { typeInWords } from "~/pages/webhooks/words";
import { t } from "~/text/t";
import { day } from "~/text/time";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem } from "~/ui/Menu";

import { placeOf } from "./words";

interface Props {
  webhook: Webhook;
  onTry: () => void;
  onTurn: (enabled: boolean) => void;
  onAsk: (about: "rotate" | "delete" | "letters") => void;
}

export function WebhookRow({ webhook, onTry, onTurn, onAsk }: Props) {
  const { url, description, types, enabled, createdAt, waiting, failing } = webhook;
  const dead = webhook.dead ?? 0;
  const facts = [
    t.webhooks.created(day(new Date(createdAt))),
    enabled ? t.webhooks.state(waiting, failing) : t.webhooks.paused,
  ];
  return (
    <li className="flex min-h-16 items-start gap-3 py-3">
      <WebhookIcon aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1">
        {description !== "" && (
          <p dir="auto" className="truncate text-left font-medium">
            {description}
          </p>
        )}
        <p className={description === "" ? "font-medium wrap-anywhere" : "wrap-anywhere"}>
          <bdi>{url}</bdi>
        </p>
        <p className="text-ink-muted">{facts.join(" · ")}</p>
        <p className="mt-1 text-sm text-ink-muted">
          {types.length === 0 ? t.webhooks.allTypes : types.map(typeInWords).join(" · ")}
        </p>
        {dead > 0 && (
          <Button variant="outline" size="sm" className="mt-2" onClick={() => onAsk("letters")}>
            {t.deadLetters.count(dead)}
          </Button>
        )}
      </div>
      <Menu trigger={<IconButton icon={EllipsisVertical} label={t.webhooks.more(placeOf(webhook))} />}>
        <MenuItem icon={Send} onSelect={onTry}>
          {t.webhooks.try}
        </MenuItem>
        <MenuItem icon={enabled ? Pause : Play} onSelect={() => onTurn(!enabled)}>
          {enabled ? t.webhooks.pause : t.webhooks.resume}
        </MenuItem>
        <MenuItem icon={KeyRound} onSelect={() => onAsk("rotate")}>
          {t.webhooks.rotate}
        </MenuItem>
        <MenuItem icon={Trash2} danger onSelect={() => onAsk("delete")}>
          {t.webhooks.delete}
        </MenuItem>
      </Menu>
    </li>
  );
}
