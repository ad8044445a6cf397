import { redrawn } from "~/lib/redrawn";

/** Pixels of its longer side, as many as the server takes. */
const SIDE = 480;
/** Bytes; the server takes some more. */
const MOST = 48 * 1024;

export interface Thumbnail {
  width: number;
  height: number;
  picture: Blob;
}

/** The whole picture, small and the right way up; null where this browser cannot read it. */
export async function drawThumbnail(file: Blob): Promise<Thumbnail | null> {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  try {
    const { width, height } = image;
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
    const picture = await redrawn(image, { left: 0, top: 0, width, height }, size, MOST);
    return picture && { ...size, picture };
  } catch {
    return null;
  } finally {
    image.close();
  }
}
