import { AudioLines, Square, Volume2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { problemOf, type Problem } from "~/devices/deviceError";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { playTestSound } from "~/devices/soundCheck/chime";
import { echo, type EchoStage } from "~/devices/soundCheck/loopback";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";

import { LevelMeter } from "./LevelMeter";

type Stage = "idle" | EchoStage | "heard" | "quiet" | "mute" | { problem: Problem };

/** Whether one is heard, how that sounds, and whether one hears. */
export function SoundCheck({ devices, local }: { devices: Devices; local: LocalMedia }) {
  const microphone = useReadable(local.microphone);
  const [stage, setStage] = useState<Stage>("idle");
  const [borrowed, setBorrowed] = useState<MediaStreamTrack | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const busy = stage === "recording" || stage === "playing";
  const listening = stage === "recording" ? borrowed : microphone.on ? microphone.track : null;

  const test = async (): Promise<void> => {
    const stop = (running.current = new AbortController());
    let track: MediaStreamTrack | null = null;
    setStage("recording");
    try {
      track = await unlessStopped(local.borrowMicrophone(), stop.signal);
      setBorrowed(track);
      const heard = await echo(track, devices.effective("speaker"), setStage, stop.signal);
      setStage(stop.signal.aborted ? "idle" : heard ? "heard" : "quiet");
    } catch (error) {
      setStage(stop.signal.aborted ? "idle" : { problem: problemOf(error) });
    } finally {
      setBorrowed(null);
      track?.stop();
    }
  };

  const play = (): void => {
    if (stage !== "idle" && !busy) setStage("idle");
    playTestSound(devices.effective("speaker")).catch(() => setStage("mute"));
  };

  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <p className="flex min-h-8 min-w-0 flex-1 basis-56 items-center gap-3 text-ink-muted">
        <LevelMeter track={listening} className="shrink-0 text-accent" />
        <span role="status">{wordsOf(stage, microphone.on)}</span>
      </p>
      <div className="flex gap-2">
        <Button variant="secondary" size="sm" onClick={() => (busy ? running.current?.abort() : void test())}>
          {busy ? <Square aria-hidden className="size-4" /> : <AudioLines aria-hidden className="size-4" />}
          {busy ? t.soundCheck.stop : t.soundCheck.testMicrophone}
        </Button>
        <Button variant="secondary" size="sm" onClick={play}>
          <Volume2 aria-hidden className="size-4" />
          {t.soundCheck.testSpeaker}
        </Button>
      </div>
    </div>
  );
}

/** A track that comes too late for that is stopped. */
function unlessStopped(track: Promise<MediaStreamTrack>, signal: AbortSignal): Promise<MediaStreamTrack> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    track.then((track) => {
      if (signal.aborted) track.stop();
      else resolve(track);
    }, reject);
  });
}

function wordsOf(stage: Stage, on: boolean): string {
  if (typeof stage === "object") {
    const { problem } = stage;
    if (problem === "failed" || problem === "unsupported") return t.soundCheck.noTest;
    return t.deviceProblems[problem]("microphone");
  }
  switch (stage) {
    case "idle":
      return on ? t.soundCheck.microphoneOn : t.soundCheck.microphoneOff;
    case "mute":
      return t.soundCheck.noTestSound;
    default:
      return t.soundCheck[stage];
  }
}
