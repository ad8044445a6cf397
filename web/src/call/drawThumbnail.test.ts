import { afterEach, expect, it, vi } from "vitest";

import { drawThumbnail } from "./drawThumbnail";

const FILE = new Blob(["a photograph"], { type: "image/jpeg" });

/** What the page asked of the browser, which reads a picture of that size and writes these kinds. */
function browser(width: number, height: number, kinds: readonly string[], bytes = (quality: number) => quality) {
  const image = { width, height, close: vi.fn() };
  const drawn: unknown[][] = [];
  const sizes: [number, number][] = [];
  class Canvas {
    constructor(wide: number, high: number) {
      sizes.push([wide, high]);
    }
    getContext() {
      return { fillRect: vi.fn(), drawImage: (...args: unknown[]) => drawn.push(args) };
    }
    convertToBlob({ type, quality }: { type: string; quality: number }): Promise<Blob> {
      const kind = kinds.includes(type) ? type : "image/png";
      return Promise.resolve(new Blob(["x".repeat(bytes(quality))], { type: kind }));
    }
  }
  vi.stubGlobal("createImageBitmap", () => Promise.resolve(image));
  vi.stubGlobal("OffscreenCanvas", Canvas);
  return { image, drawn, sizes };
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  [4000, 3000, 480, 360],
  [3000, 4000, 360, 480],
  [480, 480, 480, 480],
  [64, 48, 64, 48],
  [9000, 5, 480, 1],
  [1, 1, 1, 1],
])("of %i × %i is %i × %i, and has all of it", async (width, height, wide, high) => {
  const { image, drawn, sizes } = browser(width, height, ["image/webp", "image/jpeg"]);
  const thumbnail = await drawThumbnail(FILE);
  expect(thumbnail).toMatchObject({ width: wide, height: high });
  expect(thumbnail?.picture.type).toBe("image/webp");
  expect(sizes).toEqual([[wide, high]]);
  expect(drawn).toEqual([[image, 0, 0, width, height, 0, 0, wide, high]]);
  expect(image.close).toHaveBeenCalledOnce();
});

it("is a JPEG where the browser writes no WebP", async () => {
  browser(800, 600, ["image/jpeg"]);
  expect((await drawThumbnail(FILE))?.picture.type).toBe("image/jpeg");
});

it("is less fine where it would be too large, and none where it is at all", async () => {
  browser(800, 600, ["image/webp"], (quality) => (quality > 0.6 ? 50_000 : 40_000));
  expect((await drawThumbnail(FILE))?.picture.size).toBe(40_000);
  const { image } = browser(800, 600, ["image/webp", "image/jpeg"], () => 50_000);
  expect(await drawThumbnail(FILE)).toBeNull();
  expect(image.close).toHaveBeenCalledOnce();
});

it("is none where the browser cannot read it, or not draw it", async () => {
  const { image } = browser(0, 0, []);
  vi.stubGlobal("OffscreenCanvas", undefined);
  expect(await drawThumbnail(FILE)).toBeNull();
  expect(image.close).toHaveBeenCalledOnce();
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("it is no picture")));
  expect(await drawThumbnail(FILE)).toBeNull();
});
