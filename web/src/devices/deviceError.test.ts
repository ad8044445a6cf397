import { afterEach, describe, expect, it, vi } from "vitest";

import { problemOf } from "./deviceError";

describe("problemOf", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["SomethingNew", "failed"],
  ])("%s means %s", (name, problem) => expect(problemOf(new DOMException("", name))).toBe(problem));

  it("takes anything that is thrown", () => {
    for (const error of [new Error("x"), null, undefined, "text", 3]) expect(problemOf(error)).toBe("failed");
  });

  it.each([
    [true, "denied"],
    [false, "insecure"],
  ])("a security error where the page is secure (%s) means %s", (secure, problem) => {
    vi.stubGlobal("isSecureContext", secure);
    expect(problemOf(new DOMException("", "SecurityError"))).toBe(problem);
  });
});
