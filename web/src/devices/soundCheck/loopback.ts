// Records a few words and plays them back, so that a person knows how others will hear them.
import { loudness } from "~/devices/levelMeter";

import { openSpeaker } from "./openSpeaker";

/** Milliseconds: long enough for a sentence. */
const RECORDING = 3000;
/** Milliseconds after which a browser that should be done is not waited for. */
const LATE = 3000;
/** Below it, from 0 to 1, nobody has spoken. */
const QUIET = 0.2;

export type EchoStage = "recording" | "playing";

/**
 * Resolves when all was played: whether there was anything to hear. The track is the caller's.
 * Rejects when it was stopped by the signal, or cannot be done here.
 */
export async function echo(
  track: MediaStreamTrack,
  speaker: string,
  onStage: (stage: EchoStage) => void,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const context = await openSpeaker(speaker);
  try {
    onStage("recording");
    const recording = await record(track, signal);
    const sound = await context.decodeAudioData(await recording.arrayBuffer());
    signal.throwIfAborted();
    onStage("playing");
    await play(context, sound, signal);
    return loudness(peak(sound)) > QUIET;
  } finally {
    await context.close().catch(() => undefined);
  }
}

function record(track: MediaStreamTrack, signal: AbortSignal): Promise<Blob> {
  return new Promise((resolve, reject) => {
    if (typeof MediaRecorder !== "function") throw new DOMException("No MediaRecorder", "NotSupportedError");
    const recorder = new MediaRecorder(new MediaStream([track]));
    const parts: Blob[] = [];
    const stop = (): void => {
      if (recorder.state !== "inactive") recorder.stop();
    };
    const timer = setTimeout(stop, RECORDING);
    const late = setTimeout(() => reject(new Error("The recording did not end.")), RECORDING + LATE);
    signal.addEventListener("abort", stop, { once: true });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = () => reject(new Error("The recording broke off."));
    recorder.onstop = () => {
      clearTimeout(timer);
      clearTimeout(late);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(new Blob(parts, { type: recorder.mimeType }));
    };
    recorder.start();
  });
}

function play(context: AudioContext, buffer: AudioBuffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.onended = () => resolve();
    setTimeout(resolve, buffer.duration * 1000 + LATE);
    signal.addEventListener("abort", () => source.stop(), { once: true });
    source.start();
  });
}

function peak(sound: AudioBuffer): number {
  let highest = 0;
  for (const sample of sound.getChannelData(0)) highest = Math.max(highest, Math.abs(sample));
  return highest;
}
