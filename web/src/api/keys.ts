// API keys, by which programs act for the account.
import { answers, type ApiKey, type NewKeyAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type { ApiKey, NewKeyAnswer };

/** More than an account may have. */
const MOST = 100;

export interface NewKey {
  name: string;
  scopes: readonly string[];
  /** Null: it opens until it is revoked. */
  expiresAt: string | null;
  /** Origins whose pages may show the account's rooms in a frame. */
  origins: readonly string[];
}

/** All of them: as many as one account may have. */
export async function apiKeys(signal: AbortSignal): Promise<ApiKey[]> {
  return (await request("GET", `/keys?limit=${MOST}`, answers.KeysAnswer, { signal })).items;
}

/** Other origins whose pages may show the account's rooms in a frame; the key as it is then. */
export function changeOrigins(id: string, origins: readonly string[]): Promise<ApiKey> {
  return request("PATCH", `/keys/${encodeURIComponent(id)}`, answers.ApiKey, { body: { origins } });
}

/** The key, and what opens: nobody can show that again. */
export function makeKey(wanted: NewKey): Promise<NewKeyAnswer> {
  return request("POST", "/keys", answers.NewKeyAnswer, { body: wanted });
}

export function revokeKey(id: string): Promise<void> {
  return request("DELETE", `/keys/${encodeURIComponent(id)}`, Nothing);
}
