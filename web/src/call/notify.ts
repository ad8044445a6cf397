// What the server should know, and need not answer.
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { RequestName, Requests as RequestMap } from "~/protocol/generated";

/** What is lost with the socket is said again by `join`. What is not answered is said again: as it is then,
 * where it may have changed. */
export function notify<N extends RequestName>(
  requests: Requests,
  event: N,
  data: RequestMap[N],
  again: () => void = () => notify(requests, event, data),
): void {
  requests.request(event, data).catch((error: unknown) => {
    if (error instanceof SignalingError && error.code === "timeout") again();
  });
}
