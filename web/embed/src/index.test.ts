// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { embed, frameUrl, type MeetdEmbed } from "./index";

const URL_OF_TOKEN = "https://meet.example.org/abc-defg-hij#token=mj_1-_";
const ORIGIN = "https://meet.example.org";
let meeting: MeetdEmbed;

beforeEach(() => {
  vi.useFakeTimers();
  meeting = embed(document.body, { url: URL_OF_TOKEN, theme: "dark", join: true });
});
afterEach(() => {
  meeting.destroy();
  vi.useRealTimers();
});

const say = (data: unknown, origin = ORIGIN, source: Window | null = meeting.iframe.contentWindow): boolean =>
  window.dispatchEvent(new MessageEvent("message", { data, origin, source }));

it("shows the page for frames, and lets it use what a meeting needs", () => {
  const { src, allow } = meeting.iframe;
  expect(src).toBe("https://meet.example.org/embed/abc-defg-hij#token=mj_1-_&theme=dark");
  for (const feature of ["camera", "microphone", "display-capture", "autoplay", "fullscreen", "clipboard-write"])
    expect(allow).toContain(`${feature} ${ORIGIN}`);
  expect(frameUrl({ url: "http://localhost:8080/embed/abc-defg-hij/" }).href).toBe(
    "http://localhost:8080/embed/abc-defg-hij",
  );
  for (const url of [
    "https://meet.example.org/",
    "https://meet.example.org/a/b",
    "javascript:alert(1)",
    "abc-defg-hij",
  ])
    expect(() => frameUrl({ url })).toThrow(TypeError);
});

it("says what was asked once the meeting is there, to its origin alone", () => {
  const frame = meeting.iframe.contentWindow;
  if (!frame) throw new Error("no window");
  const post = vi.spyOn(frame, "postMessage").mockImplementation(() => undefined);
  meeting.mute();
  expect(post).not.toHaveBeenCalled();
  say({ meetd: 1, type: "ready", language: "en", languages: ["en"] });
  expect(post.mock.calls).toEqual([
    [{ meetd: 1, type: "join" }, ORIGIN],
    [{ meetd: 1, type: "mute" }, ORIGIN],
  ]);
  meeting.camera(false);
  expect(post).toHaveBeenLastCalledWith({ meetd: 1, type: "camera", on: false }, ORIGIN);
});

it("hears the meeting, and nobody else", () => {
  const onJoined = vi.fn();
  const stop = meeting.on("joined", onJoined);
  const joined = { meetd: 1, type: "joined", participantId: "1", name: "Ada" };
  say(joined, "https://evil.example.org");
  say(joined, ORIGIN, window);
  say(joined, ORIGIN, null);
  for (const other of [{ ...joined, meetd: 2 }, { type: "joined" }, null, "joined"]) say(other);
  expect(onJoined).not.toHaveBeenCalled();
  say(joined);
  expect(onJoined).toHaveBeenCalledExactlyOnceWith(joined);
  stop();
  say(joined);
  expect(onJoined).toHaveBeenCalledTimes(1);
});

it("says so when the meeting does not open, and nothing any more once it is taken away", () => {
  const onError = vi.fn();
  meeting.on("error", onError);
  vi.advanceTimersByTime(60_000);
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "not_ready" }));
  const frame = meeting.iframe.contentWindow;
  meeting.destroy();
  expect(document.querySelector("iframe")).toBeNull();
  say({ meetd: 1, type: "error", code: "offline", message: "" }, ORIGIN, frame);
  expect(onError).toHaveBeenCalledTimes(1);
});
