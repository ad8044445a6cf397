import { describe, expect, it } from "vitest";

import { errorOf } from "./errors";

const problem = { type: "about:blank", title: "", status: 429, code: "too_many_requests", detail: "Too many." };

describe("errorOf", () => {
  it.each([
    ["1", "That was a bit fast. Try again in 1 second."],
    ["45", "That was a bit fast. Try again in 45 seconds."],
    ["120", "That was a bit fast. Try again in 2 minutes."],
    [null, "That was a bit fast. Wait a moment and try again."],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "That was a bit fast. Wait a moment and try again."],
  ])("says when to try again after %s", (header, said) => {
    expect(errorOf(429, problem, header).message).toBe(said);
  });

  it("puts what is wrong with a field at the field", () => {
    const error = errorOf(422, {
      ...problem,
      code: "invalid_request",
      errors: { email: ["Not an email.", "Too long."] },
    });
    expect(error.fields).toEqual({ email: "Not an email." });
  });

  it("words what is wrong with a field by its code, and else as the server does", () => {
    const error = errorOf(422, {
      ...problem,
      code: "invalid_request",
      errors: {
        username: ["Length must be between 2 and 32."],
        email: ["Not so."],
        password: ["Nor so."],
        words: ["?"],
      },
      fieldErrors: {
        username: [{ code: "length", min: 2, max: 32 }],
        email: [{ code: "constructor" }],
        password: { "0": [{ code: "characters" }] },
        words: [{ code: "word_count", min: 1, max: 8 }],
      },
    });
    expect(error.fields).toEqual({
      username: "Use 2 to 32 characters.",
      email: "Not so.",
      password: "Nor so.",
      words: "Use 1 to 8 words.",
    });
  });

  it.each([
    [500, "unexpected"],
    [502, "unavailable"],
    [503, "unavailable"],
  ])("knows %d without a body as %s", (status, code) => {
    expect(errorOf(status, null).code).toBe(code);
  });
});
