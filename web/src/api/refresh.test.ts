import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { answers } from "~/protocol/answers";

import { request } from "./client";
import { ApiError } from "./errors";
import { refresh } from "./refresh";
import type { User } from "./schemas";
import { signedIn } from "./signedIn";

const ADA: User = { id: "ada", email: "ada@example.org", username: "ada", createdAt: "" };

/** Locks as the browser has them, for all tabs. */
class Locks {
  #held = false;
  readonly #queue: (() => void)[] = [];

  async request<T>(_: string, { signal }: { signal: AbortSignal }, work: () => Promise<T>): Promise<T> {
    while (this.#held) {
      await new Promise<void>((resolve, reject) => {
        this.#queue.push(resolve);
        signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    }
    this.#held = true;
    try {
      return await work();
    } finally {
      this.#held = false;
      this.#queue.shift()?.();
    }
  }
}

describe("refresh", () => {
  let kept: Map<string, string>;
  let locks: Locks;
  let server: ReturnType<typeof vi.fn<(url: string, init: RequestInit) => Promise<Response>>>;

  beforeEach(() => {
    vi.useFakeTimers();
    kept = new Map();
    locks = new Locks();
    server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
    vi.stubGlobal("navigator", { locks });
    vi.stubGlobal("fetch", server);
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => {
    signedIn.set(null);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const says = (status: number, body: object = {}): void => {
    server.mockImplementation(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
  };
  /** Takes what is sent, and never answers. */
  const saysNothing = (): void => {
    server.mockImplementation(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
        }),
    );
  };
  const codeOf = (asking: Promise<unknown>): Promise<string> =>
    asking.then(String, (error: unknown) => (error as ApiError).code);

  it("gives up on a server that never answers, and lets the other tabs go on", async () => {
    saysNothing();
    const first = codeOf(refresh());
    await vi.advanceTimersByTimeAsync(8000);
    expect(await first).toBe("timeout");
    says(200);
    expect(await codeOf(refresh())).toBe("true");
  });

  it("gives up on an answer that never ends", async () => {
    server.mockImplementation((_, { signal }) => {
      const body = new ReadableStream({
        start: (controller) =>
          signal?.addEventListener("abort", () => controller.error(new DOMException("", "AbortError"))),
      });
      return Promise.resolve(new Response(body, { status: 200 }));
    });
    const asking = codeOf(request("GET", "/users/me", answers.UserAnswer));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await asking).toBe("timeout");
  });

  it("goes without its turn when another tab stands still", async () => {
    void locks.request("", { signal: new AbortController().signal }, () => new Promise(() => undefined));
    says(200);
    const asking = codeOf(refresh());
    await vi.advanceTimersByTimeAsync(8000);
    expect(server).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await asking).toBe("true");
  });

  it("does nothing when another tab did it meanwhile, whatever the clocks say", async () => {
    server.mockImplementation((url) => {
      if (url.endsWith("/auth/refresh")) throw new Error("nobody should ask");
      // Another tab refreshed while this was under way, and the clock was set back.
      if (server.mock.calls.length === 1) {
        vi.setSystemTime(0);
        kept.set("meetd.refresh", "by another");
        return Promise.resolve(new Response("{}", { status: 401 }));
      }
      return Promise.resolve(new Response(JSON.stringify({ user: ADA }), { status: 200 }));
    });
    expect(await request("GET", "/users/me", answers.UserAnswer)).toEqual({ user: ADA });
  });

  it.each(["meetd.refresh", "meetd.refreshedAt"])("asks the server though %s is of a time to come", async (key) => {
    kept.set(key, String(Date.now() + 3_600_000));
    says(200);
    expect(await refresh()).toBe(true);
    expect(await refresh()).toBe(true);
    expect(server).toHaveBeenCalledTimes(2);
  });

  it("does so too where nothing can be kept and nothing locked", async () => {
    vi.stubGlobal("localStorage", undefined);
    vi.stubGlobal("navigator", {});
    says(200);
    expect(await refresh()).toBe(true);
    says(401);
    expect(await refresh()).toBe(false);
  });

  it("knows who cannot be reached from who is not signed in", async () => {
    server.mockRejectedValue(new TypeError("Failed to fetch"));
    expect(await codeOf(refresh())).toBe("offline");
    says(503);
    expect(await codeOf(refresh())).toBe("unavailable");
  });

  it("says whom the page shows, in everything but a sign-in", async () => {
    signedIn.set(ADA);
    says(200, { user: ADA });
    await request("GET", "/users/me", answers.UserAnswer);
    await refresh();
    await request("POST", "/auth/login", answers.UserAnswer, { body: {}, anonymous: true });
    const shown = server.mock.calls.map(([, { headers }]) => (headers as Record<string, string>)["Meetd-Account"]);
    expect(shown).toEqual(["ada", "ada", undefined]);
  });
});
