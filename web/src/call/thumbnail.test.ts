import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { thumbnailOf } from "./thumbnail";

const PICTURE = new File(["bytes"], "a.jpg", { type: "image/jpeg" });
const SMALL = { width: 480, height: 320, picture: new Blob(["small"]) };

/** A browser: how large it says a picture is, and the workers that were made. */
let size: { width: number; height: number } | "broken" | "slow";
let workers: FakeWorker[];
const revoked: string[] = [];

class FakeImage {
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  naturalWidth = 0;
  naturalHeight = 0;
  set src(url: string) {
    if (!url || size === "slow") return;
    if (size === "broken") queueMicrotask(() => this.onerror?.());
    else {
      this.naturalWidth = size.width;
      this.naturalHeight = size.height;
      queueMicrotask(() => this.onload?.());
    }
  }
}

class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly asked: unknown[] = [];
  readonly terminate = vi.fn();
  constructor() {
    workers.push(this);
  }
  postMessage(file: unknown): void {
    this.asked.push(file);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  size = { width: 4000, height: 3000 };
  workers = [];
  revoked.length = 0;
  vi.stubGlobal("Image", FakeImage);
  vi.stubGlobal("Worker", FakeWorker);
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:1");
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => revoked.push(url));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("a picture", () => {
  it("is drawn beside the page, which is over with it then", async () => {
    const coming = thumbnailOf(PICTURE);
    await soon();
    expect(workers[0]?.asked).toEqual([PICTURE]);
    workers[0]?.onmessage?.({ data: SMALL });
    expect(await coming).toBe(SMALL);
    expect(workers[0]?.terminate).toHaveBeenCalledOnce();
    expect(revoked).toEqual(["blob:1"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["is too large", { width: 20_000, height: 20_000 }],
    ["has no size", { width: 0, height: 0 }],
    ["cannot be read", "broken"],
  ] as const)("has none where it %s, and nothing decodes it", async (_, its) => {
    size = its;
    const coming = thumbnailOf(PICTURE);
    await soon();
    expect(await coming).toBeNull();
    expect(workers).toEqual([]);
    expect(revoked).toEqual(["blob:1"]);
  });

  it("has none where drawing it fails", async () => {
    const coming = thumbnailOf(PICTURE);
    await soon();
    workers[0]?.onerror?.();
    expect(await coming).toBeNull();
    expect(workers[0]?.terminate).toHaveBeenCalledOnce();
  });

  it("has none where there are no workers", async () => {
    vi.stubGlobal("Worker", undefined);
    const coming = thumbnailOf(PICTURE);
    await soon();
    expect(await coming).toBeNull();
  });

  it.each([["reading", "slow"] as const, ["drawing", { width: 8, height: 8 }] as const])(
    "keeps nobody waiting for %s",
    async (_, its) => {
      size = its;
      const coming = thumbnailOf(PICTURE);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await coming).toBeNull();
      for (const worker of workers) expect(worker.terminate).toHaveBeenCalledOnce();
    },
  );
});

it.each(["text/plain", "application/pdf", "image/svg+xml", ""])("what is %j has none", async (type) => {
  expect(await thumbnailOf(new File(["x"], "a", { type }))).toBeNull();
  expect(workers).toEqual([]);
});
