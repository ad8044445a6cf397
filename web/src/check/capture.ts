// The person's camera and microphone, as a meeting would use them.
import { watchLevel } from "~/devices/levelMeter";
import type { LocalMedia } from "~/devices/localMedia";

import { until, within } from "./deadline";
import { poor, well, type Outcome } from "./finding";

/** Milliseconds for the browser's question to be answered. */
const ANSWER_LIMIT = 30_000;
/** Milliseconds in which something should be heard: people say something when they see the bars. */
const LISTEN_LIMIT = 8000;
/** The level above which there is sound, from 0 to 1: rooms are never wholly silent, broken microphones are. */
const SOUND = 0.05;

export async function lookAtDevice(
  kind: "camera" | "microphone",
  local: LocalMedia,
  signal: AbortSignal,
): Promise<Outcome> {
  const opened = kind === "camera" ? local.setCamera(true) : local.setMicrophone(true);
  try {
    await until(opened, within(signal, ANSWER_LIMIT));
  } catch {
    signal.throwIfAborted();
    return { state: "ill", code: "device", problem: "denied" };
  }
  const { track, problem } = local[kind].get();
  if (problem !== null || track === null) return { state: "ill", code: "device", problem: problem ?? "failed" };
  if (kind === "camera") return well("camera");
  return (await hears(track, within(signal, LISTEN_LIMIT))) ? well("heard") : poor("quiet");
}

function hears(track: MediaStreamTrack, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = watchLevel(track, (level) => {
      if (level > SOUND) end(true);
    });
    const end = (heard: boolean): void => {
      resolve(heard);
      // Not while it is being told.
      queueMicrotask(stop);
    };
    signal.addEventListener("abort", () => end(false), { once: true });
  });
}
