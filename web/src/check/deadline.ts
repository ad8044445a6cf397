// Every step of a check ends: by itself, with the check, or after so long.

/** Aborted with `signal`, or after so many milliseconds. */
export function within(signal: AbortSignal, ms: number): AbortSignal {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(new DOMException("It took too long.", "TimeoutError")), ms);
  const end = (): void => {
    clearTimeout(timer);
    ends.abort(signal.reason);
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return ends.signal;
}

/** The result, unless the signal is aborted before: then it rejects with the reason. */
export function until<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
    result.then(resolve, reject);
  });
}

/** Resolves after so many milliseconds, or when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
    if (signal.aborted) resolve();
  });
}
