// The account's webhooks.
import { useEffect, useState } from "react";

import { messageOf } from "~/api/errors";
import {
  deleteWebhook,
  makeWebhook,
  rotateSecret,
  switchWebhook,
  webhooks,
  type NewWebhook,
  type Webhook,
} from "~/api/webhooks";

export type WebhooksView =
  { state: "loading" } | { state: "failed"; message: string } | { state: "ready"; webhooks: readonly Webhook[] };

export interface Webhooks {
  view: WebhooksView;
  /** The secret that was made last, and of which webhook, as long as that is there. */
  secret: { id: string; value: string; rotated: boolean } | null;
  /** Fails with an ApiError, as the others do. */
  make: (wanted: NewWebhook) => Promise<void>;
  turn: (webhook: Webhook, enabled: boolean) => Promise<void>;
  rotate: (webhook: Webhook) => Promise<void>;
  remove: (webhook: Webhook) => Promise<void>;
  again: () => void;
}

export function useWebhooks(): Webhooks {
  const [view, setView] = useState<WebhooksView>({ state: "loading" });
  const [secret, setSecret] = useState<Webhooks["secret"]>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const aborted = new AbortController();
    webhooks(aborted.signal).then(
      (items) => setView({ state: "ready", webhooks: items }),
      (error: unknown) => {
        if (!aborted.signal.aborted) setView({ state: "failed", message: messageOf(error) });
      },
    );
    return () => aborted.abort();
  }, [round]);

  const change = (to: (items: readonly Webhook[]) => readonly Webhook[]): void =>
    setView((before) => (before.state === "ready" ? { state: "ready", webhooks: to(before.webhooks) } : before));
  const make = async (wanted: NewWebhook): Promise<void> => {
    const { webhook, secret: value } = await makeWebhook(wanted);
    setSecret({ id: webhook.id, value, rotated: false });
    change((items) => [...items, webhook]);
  };
  const turn = async ({ id }: Webhook, enabled: boolean): Promise<void> => {
    const changed = await switchWebhook(id, enabled);
    change((items) => items.map((one) => (one.id === id ? changed : one)));
  };
  const rotate = async ({ id }: Webhook): Promise<void> =>
    setSecret({ id, value: await rotateSecret(id), rotated: true });
  const remove = async ({ id }: Webhook): Promise<void> => {
    await deleteWebhook(id);
    setSecret((before) => (before?.id === id ? null : before));
    change((items) => items.filter((one) => one.id !== id));
  };

  return { view, secret, make, turn, rotate, remove, again: () => setRound((before) => before + 1) };
}
