// Whether the two ways of the socket come through, asked as its library asks.
import { until, within } from "./deadline";
import { ill, poor, well, type Outcome } from "./finding";

const PLACE = "/socket.io/?EIO=4&transport=";
/** Milliseconds in which the first packet comes; some networks swallow without an answer. */
const LIMIT = 8000;

export async function lookAtPolling(signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const ends = within(signal, LIMIT);
  try {
    const response = await fetch(`${PLACE}polling`, { signal: ends, cache: "no-store" });
    const first = await response.text();
    if (!response.ok || !first.startsWith("0{")) return ill("noPolling");
    const delay = Math.round(performance.now() - began);
    const { sid } = JSON.parse(first.slice(1)) as { sid: string };
    // It is not waited for.
    void fetch(`${PLACE}polling&sid=${encodeURIComponent(sid)}`, { method: "POST", body: "1" }).catch(() => undefined);
    return well("polling", { delay });
  } catch {
    signal.throwIfAborted();
    return ill("noPolling");
  }
}

export async function lookAtWebsocket(signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const url = new URL(`${PLACE}websocket`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  const opened = new Promise<boolean>((resolve) => {
    socket.onmessage = ({ data }) => resolve(String(data).startsWith("0{"));
    socket.onclose = () => resolve(false);
  });
  try {
    const comes = await until(opened, within(signal, LIMIT));
    return comes ? well("websocket", { delay: Math.round(performance.now() - began) }) : poor("noWebsocket");
  } catch {
    signal.throwIfAborted();
    return poor("noWebsocket");
  } finally {
    socket.close();
  }
}
