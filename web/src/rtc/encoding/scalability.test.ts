import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** What a browser keeps of the encodings that it is asked to send. */
let kept: (encodings: object[]) => object[];
const close = vi.fn();

beforeEach(() => {
  vi.resetModules();
  close.mockClear();
  const addTransceiver = (_: string, { sendEncodings }: { sendEncodings: object[] }): object => ({
    sender: { getParameters: () => ({ encodings: kept(sendEncodings) }) },
  });
  vi.stubGlobal(
    "RTCPeerConnection",
    vi.fn(function () {
      return { addTransceiver, close };
    }),
  );
});

afterEach(() => vi.unstubAllGlobals());

it("sends layers where the browser keeps the wish for them", async () => {
  kept = (encodings) => encodings;
  const { canSendLayers } = await import("./scalability");
  expect(canSendLayers()).toBe(true);
});

it("sends none where the browser does not know of them, or refuses", async () => {
  kept = (encodings) => encodings.map(() => ({ active: true }));
  const firefox = await import("./scalability");
  expect(firefox.canSendLayers()).toBe(false);
  expect(firefox.canSendLayers()).toBe(false);
  expect(close).toHaveBeenCalledTimes(1);

  vi.resetModules();
  kept = () => {
    throw new DOMException("", "OperationError");
  };
  expect((await import("./scalability")).canSendLayers()).toBe(false);
});
