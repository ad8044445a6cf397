// A small square picture of whatever somebody chose.
import { redrawn } from "~/lib/redrawn";

/** Pixels. */
const SIDE = 256;
/** Bytes, as many as the server takes. */
const MOST = 64 * 1024;

/** Null where this browser cannot read it. */
export async function smallPicture(file: Blob): Promise<Blob | null> {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  try {
    const width = Math.min(image.width, image.height);
    const part = { left: (image.width - width) / 2, top: (image.height - width) / 2, width, height: width };
    const side = Math.min(SIDE, width);
    return await redrawn(image, part, { width: side, height: side }, MOST);
  } finally {
    image.close();
  }
}
