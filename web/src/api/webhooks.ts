// Webhooks: where events of the account's meetings are sent, and what did not arrive there.
import {
  answers,
  type AttemptAnswer,
  type DeadLettersAnswer,
  type NewWebhookAnswer,
  type WebhookAnswer,
} from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type { AttemptAnswer, NewWebhookAnswer };
export type Webhook = WebhookAnswer;

/** An event that did not arrive, as lists of them have it. */
export interface DeadLetter {
  seq: number;
  type: string;
  roomCode: string;
  diedAt: string;
  attempts: number;
  /** Null: there was no answer. */
  lastStatus: number | null;
  lastError: string;
  /** It is about to be sent again. */
  replaying: boolean;
}

export interface DeadLetterPage {
  items: readonly DeadLetter[];
  nextCursor: number | null;
}

export interface NewWebhook {
  url: string;
  /** None: all. */
  types: readonly string[];
  description: string;
}

const at = (id: string): string => `/webhooks/${encodeURIComponent(id)}`;

export async function webhooks(signal: AbortSignal): Promise<Webhook[]> {
  return (await request("GET", "/webhooks", answers.WebhooksAnswer, { signal })).items;
}

/** The webhook, and the secret that signs: nobody can show that again. */
export function makeWebhook(wanted: NewWebhook): Promise<NewWebhookAnswer> {
  return request("POST", "/webhooks", answers.NewWebhookAnswer, { body: wanted });
}

export function switchWebhook(id: string, enabled: boolean): Promise<Webhook> {
  return request("PATCH", at(id), answers.WebhookAnswer, { body: { enabled } });
}

export function deleteWebhook(id: string): Promise<void> {
  return request("DELETE", at(id), Nothing);
}

/** Another secret; the one before signs too for a day. */
export async function rotateSecret(id: string): Promise<string> {
  return (await request("POST", `${at(id)}/rotate`, answers.WebhookSecretAnswer)).secret;
}

export function tryWebhook(id: string): Promise<AttemptAnswer> {
  return request("POST", `${at(id)}/test`, answers.AttemptAnswer);
}

export async function deadLetters(id: string, after: number): Promise<DeadLetterPage> {
  const found: DeadLettersAnswer = await request(
    "GET",
    `${at(id)}/deliveries?after=${after}`,
    answers.DeadLettersAnswer,
  );
  const items = found.items.map(({ event: { seq, type, roomCode }, ...its }) => ({ seq, type, roomCode, ...its }));
  return { items, nextCursor: found.nextCursor };
}

/** One of them, or all. */
export async function replay(id: string, seq: number | null): Promise<void> {
  await request("POST", `${at(id)}${seq === null ? "" : `/deliveries/${seq}`}/replay`, answers.ReplayAnswer);
}
