import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Link, type LinkEnds } from "./link";

describe("Link", () => {
  let link: Link;
  const at = (change: Partial<LinkEnds> = {}): [string, string] => {
    link.update({ joined: true, socket: true, path: "connected", alone: false, ...change });
    return [link.state.get(), link.media.get()];
  };

  beforeEach(() => {
    vi.useFakeTimers();
    link = new Link();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is connecting until all is there, and when a new path is built", () => {
    expect(at({ joined: false, path: "connecting" })).toEqual(["connecting", "flows"]);
    expect(at({ path: "connecting" })).toEqual(["connecting", "flows"]);
    expect(at()).toEqual(["connected", "flows"]);
    expect(at({ path: "connecting" })).toEqual(["connecting", "flows"]);
  });

  it("is not reconnecting before it ever was connected", () => {
    expect(at({ path: "broken" })).toEqual(["connecting", "flows"]);
    expect(at({ socket: false })).toEqual(["connecting", "flows"]);
  });

  it("stands when the path broke, until it works again", () => {
    at();
    expect(at({ path: "broken" })).toEqual(["reconnecting", "stands"]);
    expect(at()).toEqual(["connected", "flows"]);
  });

  it("does not say that media goes on without the socket before that is sure", () => {
    at();
    expect(at({ socket: false })).toEqual(["reconnecting", "unknown"]);
    vi.advanceTimersByTime(4999);
    expect(at({ socket: false })).toEqual(["reconnecting", "unknown"]);
    vi.advanceTimersByTime(1);
    expect(at({ socket: false })).toEqual(["reconnecting", "flows"]);
  });

  it("stands when the path went with the socket, and flows when it alone is back", () => {
    at();
    at({ socket: false });
    expect(at({ socket: false, path: "broken" })).toEqual(["reconnecting", "stands"]);
    vi.advanceTimersByTime(5000);
    expect(link.media.get()).toBe("stands");
    expect(at({ socket: false })).toEqual(["reconnecting", "flows"]);
  });

  it("stands when there is nobody to be seen by", () => {
    at();
    expect(at({ socket: false, alone: true })).toEqual(["reconnecting", "stands"]);
  });

  it("is fine at once when the socket is back", () => {
    at();
    at({ socket: false });
    expect(at()).toEqual(["connected", "flows"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer", () => {
    at();
    at({ socket: false });
    link.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
