// How loud a local track is, from 0 to 1, for as long as somebody looks.

/** The level from which on somebody speaks: below it a room is heard, or breath. */
export const SPEAKS = 0.3;

export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
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
    void context.close();
    onLevel(0);
  };
}

/** From an amplitude to what an ear makes of it: -60 dB is nothing, -10 dB is all. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
