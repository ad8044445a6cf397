// A picture drawn anew, small: nothing else that was in its file is in it. Works in a worker too.

/** Pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Part extends Size {
  left: number;
  top: number;
}

const QUALITIES = [0.85, 0.7, 0.5, 0.3];

/** That part of it in that size, as good as fits into so many bytes; null where it does not. */
export async function redrawn(image: ImageBitmap, part: Part, size: Size, most: number): Promise<Blob | null> {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return null;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size.width, size.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, size.width, size.height);
  for (const quality of QUALITIES) {
    // Not every browser writes WebP; all write JPEG.
    for (const type of ["image/webp", "image/jpeg"]) {
      const blob = await canvas.convertToBlob({ type, quality });
      if (blob.type === type && blob.size <= most) return blob;
    }
  }
  return null;
}
