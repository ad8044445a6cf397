// Keeps the screen awake. A browser lets go of it whenever the page is hidden, and may refuse it.

/** Until the returned function is called; without a word where it cannot be had. */
export function keepAwake(): () => void {
  // Not in every browser, and on secure pages only.
  const wakeLock = navigator.wakeLock as WakeLock | undefined;
  if (!wakeLock) return () => undefined;
  let held: WakeLockSentinel | null = null;
  let asking = false;
  const ended = new AbortController();
  const isOver = (): boolean => ended.signal.aborted;

  const take = async (): Promise<void> => {
    if (isOver() || asking || document.visibilityState !== "visible" || (held && !held.released)) return;
    asking = true;
    try {
      held = await wakeLock.request("screen");
    } catch {
      // The battery is low, or the system has its reasons.
    }
    asking = false;
    if (isOver()) release();
  };
  const release = (): void => void held?.release().catch(() => undefined);

  document.addEventListener("visibilitychange", () => void take(), { signal: ended.signal });
  void take();
  return () => {
    ended.abort();
    release();
  };
}
