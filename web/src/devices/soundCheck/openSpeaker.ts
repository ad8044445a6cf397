// A way to sound on the speaker that the person chose.

/** To be closed when all was played. Rejects with a NotSupportedError where the browser plays no sounds of a page. */
export async function openSpeaker(speaker: string): Promise<AudioContext> {
  if (typeof AudioContext !== "function") throw new DOMException("No AudioContext", "NotSupportedError");
  const context = new AudioContext();
  // Not in every browser yet, and the speaker may be gone: there it sounds where the system wants it to.
  if (speaker !== "default" && "setSinkId" in context) {
    await (context.setSinkId as (id: string) => Promise<void>)(speaker).catch(() => undefined);
  }
  return context;
}
