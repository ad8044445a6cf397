// What a webhook is called where there is little room.
import type { Webhook } from "~/api/webhooks";

/** Its note, or the host of its address. */
export function placeOf({ description, url }: Webhook): string {
  return description || (/^\w+:\/\/([^/?#]+)/.exec(url)?.[1] ?? url);
}
