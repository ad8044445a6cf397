// Two short notes on the chosen speaker, so that a person knows where the call will be heard.
import { openSpeaker } from "./openSpeaker";

const NOTES = [523.25, 783.99];
const NOTE = 0.22;

export async function playTestSound(speaker: string): Promise<void> {
  const context = await openSpeaker(speaker);
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
}
