// How loud a local track is, from 0 to 1, for as long as somebody looks.

/** The level from which on somebody speaks: below it a room is heard, or breath. */
export const SPEAKS = 0.3;

/** Who only listens needs no speaker: one that is open for nothing costs more than the listening. */
const UNHEARD = { sinkId: { type: "none" } } as const;

/** Where the browser cannot listen, the level stays 0. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const source = sourceOf(track);
  if (!source) return () => undefined;
  const { context } = source;
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    onLevel(loudness(Math.sqrt(sum / samples.length)));
  }, 80);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void (context as AudioContext).close();
    onLevel(0);
  };
}

/** In a context of the browser's own rate; Firefox takes a track of another rate only in one of that rate. */
function sourceOf(track: MediaStreamTrack): MediaStreamAudioSourceNode | null {
  const { sampleRate } = track.getSettings();
  for (const options of sampleRate === undefined ? [{}] : [{}, { sampleRate }]) {
    let context: AudioContext | undefined;
    try {
      context = new AudioContext({ ...options, ...UNHEARD });
      return context.createMediaStreamSource(new MediaStream([track]));
    } catch {
      void context?.close();
    }
  }
  return null;
}

/** From an amplitude to what an ear makes of it: -60 dB is nothing, -10 dB is all. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
