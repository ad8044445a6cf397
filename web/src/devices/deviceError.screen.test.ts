import { describe, expect, it } from "vitest";

import { screenProblemOf } from "./deviceError";

describe("screenProblemOf", () => {
  it.each([
    ["Chromium, cancelled", "NotAllowedError", "Permission denied", null],
    ["Chromium, closed", "NotAllowedError", "Permission dismissed", null],
    [
      "Firefox, cancelled",
      "NotAllowedError",
      "The request is not allowed by the user agent or the platform in the current context.",
      null,
    ],
    [
      "Safari, cancelled",
      "NotAllowedError",
      "The request is not allowed by the user agent or the platform in the current context, possibly because the user denied permission.",
      null,
    ],
    ["Chromium on a Mac that forbids it", "NotAllowedError", "Permission denied by system", "forbidden"],
    [
      "a page that may not",
      "NotAllowedError",
      'Access to the feature "display-capture" is disallowed by permissions policy.',
      "forbidden",
    ],
    ["Firefox on a Mac that forbids it", "NotFoundError", "The object can not be found here.", "forbidden"],
    ["no portal", "NotReadableError", "Could not start video source", "forbidden"],
    ["no portal in Firefox", "AbortError", "Starting videoinput failed", "forbidden"],
    ["no such function", "NotSupportedError", "", "unsupported"],
    ["something else", "InvalidStateError", "", "failed"],
  ] as const)("%s", (_, name, message, problem) => {
    expect(screenProblemOf(new DOMException(message, name))).toBe(problem);
  });
});
