// API keys, by which programs act for the account.
import { answers, type ApiKey, type NewKeyAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type { ApiKey, NewKeyAnswer };

export interface NewKey {
  name: string;
  scopes: readonly string[];
  /** Null: it opens until it is revoked. */
  expiresAt: string | null;
  /** Origins whose pages may show the account's rooms in a frame. */
  origins: readonly string[];
}

export async function apiKeys(signal: AbortSignal): Promise<ApiKey[]> {
  return (await request("GET", "/keys", answers.KeysAnswer, { signal })).items;
}

/** The key, and what opens: nobody can show that again. */
export function makeKey(wanted: NewKey): Promise<NewKeyAnswer> {
  return request("POST", "/keys", answers.NewKeyAnswer, { body: wanted });
}

export function revokeKey(id: string): Promise<void> {
  return request("DELETE", `/keys/${encodeURIComponent(id)}`, Nothing);
}
