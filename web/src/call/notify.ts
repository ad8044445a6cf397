// What the server should know, and need not answer.
import { SignalingError, type Requests } from "~/signaling/connection";
import { Nothing } from "~/signaling/protocol";

/** What is lost with the socket is said again by `join`. What is not answered is said again: as it is then,
 * where it may have changed. */
export function notify(
  requests: Requests,
  event: string,
  data: object,
  again: () => void = () => notify(requests, event, data),
): void {
  requests.request(event, data, Nothing).catch((error: unknown) => {
    if (error instanceof SignalingError && error.code === "timeout") again();
  });
}
