// A small square picture of whatever somebody chose, drawn anew: nothing else that was in the file is in it.

/** Pixels. */
const SIDE = 256;
/** Bytes, as many as the server takes. */
const MOST = 64 * 1024;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];

/** Null where this browser cannot read it. */
export async function smallPicture(file: Blob): Promise<Blob | null> {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  try {
    const side = Math.min(image.width, image.height);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.min(SIDE, side);
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) return null;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
    context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
    return await encoded(canvas);
  } finally {
    image.close();
  }
}

/** As good as fits. Not every browser writes WebP; all write JPEG. */
async function encoded(canvas: HTMLCanvasElement): Promise<Blob | null> {
  for (const quality of QUALITIES) {
    for (const type of ["image/webp", "image/jpeg"]) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
      if (blob?.type === type && blob.size <= MOST) return blob;
    }
  }
  return null;
}
