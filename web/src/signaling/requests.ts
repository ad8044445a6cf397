// One request over the socket: sent, acknowledged in bounded time, and its result or error read.
import type { Socket } from "socket.io-client";
import { results, type RequestName, type Requests as RequestMap, type Result } from "~/protocol/generated";

import { Acknowledgement } from "./acknowledgement";
import { SignalingError } from "./signalingError";

/** What a request needs of a connection; paths and chat take only this. */
export interface Requests {
  request<N extends RequestName>(name: N, data: RequestMap[N]): Promise<Result<N>>;
}

/** Sends it, and waits for at most `limit` milliseconds for what the server says to it. */
export function acknowledged(
  socket: Socket,
  name: RequestName,
  data: object,
  limit: number,
  onLate: () => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const offline = (): void => reject(new SignalingError("offline", "You are offline."));
    if (!socket.connected) {
      offline();
      return;
    }
    const lost = (): void => settle(offline);
    const settle = (finish: () => void): void => {
      socket.off("disconnect", lost);
      finish();
    };
    socket.once("disconnect", lost);
    const answered = (raw: unknown): void => settle(() => resolve(raw));
    const late = (): void => {
      onLate();
      settle(() => reject(new SignalingError("timeout", "The server did not answer in time.")));
    };
    socket.timeout(limit).emit(name, data, (error: Error | null, raw: unknown) => {
      if (!error) answered(raw);
      else if (socket.connected) late();
    });
  });
}

/** The result in what the server said. Throws SignalingError where it says that it was not carried out. */
export function resultOf<N extends RequestName>(name: N, raw: unknown): Result<N> {
  const parsed = Acknowledgement.parse(raw);
  if (!parsed.ok) {
    const { code, message, fields, fieldErrors } = parsed.error;
    // What is wrong with a field says more than that something is wrong.
    const words = Object.values(fields ?? {})[0]?.[0];
    throw new SignalingError(code, words ?? message, Object.values(fieldErrors ?? {})[0]?.[0]);
  }
  return results[name].parse(raw) as Result<N>;
}
