// A thumbnail of a picture on its way: the server decodes nothing, and who reads the chat fetches little.
import type { Thumbnail } from "./drawThumbnail";

/** As many as a large phone's camera has: a picture is four bytes each in memory. */
const MOST_PIXELS = 64_000_000;
const WITHIN_MS = 10_000;

/** Null where there is none: it is no picture, too large a one, or this browser cannot read it in time. */
export async function thumbnailOf(file: Blob): Promise<Thumbnail | null> {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return null;
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(), WITHIN_MS);
  try {
    const pixels = await pixelsOf(file, ends.signal);
    return pixels > 0 && pixels <= MOST_PIXELS ? await drawn(file, ends.signal) : null;
  } catch {
    // A browser without workers, or one that keeps pages from having them.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Read from its head, without decoding it; 0: it is no picture. */
function pixelsOf(file: Blob, signal: AbortSignal): Promise<number> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  return new Promise<number>((resolve) => {
    image.onload = () => resolve(image.naturalWidth * image.naturalHeight);
    image.onerror = () => resolve(0);
    signal.addEventListener("abort", () => resolve(0));
    image.src = url;
  }).finally(() => {
    image.src = "";
    URL.revokeObjectURL(url);
  });
}

function drawn(file: Blob, signal: AbortSignal): Promise<Thumbnail | null> {
  const worker = new Worker(new URL("./thumbnailWorker.ts", import.meta.url), { type: "module" });
  return new Promise<Thumbnail | null>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Thumbnail | null>) => resolve(data);
    worker.onerror = () => resolve(null);
    signal.addEventListener("abort", () => resolve(null));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
