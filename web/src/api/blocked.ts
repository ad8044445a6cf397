// Who is kept out of a meeting for good.
import { answers, type BlockedAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type Blocked = BlockedAnswer["items"][number];

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}/blocked`;

export function blocked(code: string): Promise<BlockedAnswer> {
  return request("GET", at(code), answers.BlockedAnswer);
}

export function unblock(code: string, id: string): Promise<void> {
  return request("DELETE", `${at(code)}/${encodeURIComponent(id)}`, Nothing);
}
