import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "./errors";
import { patiently } from "./patience";

const busy = (retryAfter?: number): ApiError => new ApiError("too_many_requests", 429, {}, undefined, retryAfter);

describe("patiently", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks again where there is too much to do for a moment", async () => {
    const send = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(busy(1))
      .mockRejectedValueOnce(busy(1))
      .mockResolvedValue("in");
    const answer = patiently(send);
    await vi.advanceTimersByTimeAsync(999);
    expect(send).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(4000);
    expect(await answer).toBe("in");
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each([busy(2), busy(), new ApiError("invalid_credentials", 401), new Error("another")])(
    "asks once where waiting does not help: %s",
    async (error) => {
      const send = vi.fn<() => Promise<string>>().mockRejectedValue(error);
      await expect(patiently(send)).rejects.toBe(error);
      expect(send).toHaveBeenCalledTimes(1);
    },
  );

  it("gives up some time", async () => {
    const error = busy(1);
    const answer = patiently(() => Promise.reject(error));
    const refused = expect(answer).rejects.toBe(error);
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
  });
});
