// Two short notes on the chosen speaker, so that a person knows where the call will be heard.

const NOTES = [523.25, 783.99];
const NOTE = 0.22;

export function playTestSound(speaker: string): void {
  const context = new AudioContext();
  const play = async (): Promise<void> => {
    // Not in every browser yet: there it sounds where the system wants it to.
    if (speaker !== "default" && "setSinkId" in context) {
      await (context.setSinkId as (id: string) => Promise<void>)(speaker);
    }
    NOTES.forEach((frequency, index) => {
      const start = context.currentTime + index * NOTE;
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.2, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 2 * NOTE);
      const note = new OscillatorNode(context, { frequency });
      note.connect(volume).connect(context.destination);
      note.start(start);
      note.stop(start + 2 * NOTE);
      if (index === NOTES.length - 1) note.onended = () => void context.close();
    });
  };
  play().catch(() => void context.close());
}
