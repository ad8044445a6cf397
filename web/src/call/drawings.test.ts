import { beforeEach, describe, expect, it, vi } from "vitest";

import type { DrawnPiece, RequestName, Requests as RequestMap, Result } from "~/protocol/generated";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";

import { Drawings } from "./drawings";

const ON = "presenter";
type Sent = RequestMap["draw:stroke"];

class Server implements Requests {
  readonly sent: Sent[] = [];
  readonly answers: (() => void)[] = [];
  refusal: string | null = null;

  request<N extends RequestName>(_name: N, data: RequestMap[N]): Promise<Result<N>> {
    this.sent.push(data as Sent);
    if (this.refusal) return Promise.reject(new SignalingError(this.refusal, "No."));
    return new Promise((resolve) => this.answers.push(() => resolve({} as Result<N>)));
  }
}

const piece = (strokeId: string, points: number[], more: Partial<DrawnPiece> = {}): DrawnPiece => ({
  strokeId,
  userId: "ben",
  tool: "pen",
  points,
  text: "",
  ...more,
});

describe("drawings", () => {
  let server: Server;
  let drawings: Drawings;
  const points = (): (readonly number[])[] =>
    drawings
      .of(ON)
      .get()
      .strokes.map((stroke) => stroke.points);

  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
    drawings = new Drawings(server, "anna");
  });

  it("grow as others draw, each stroke by itself", () => {
    drawings.stroked(ON, [piece("a", [1, 1]), piece("b", [5, 5]), piece("a", [2, 2])]);
    expect(points()).toEqual([
      [1, 1, 2, 2],
      [5, 5],
    ]);
    const [, untouched] = drawings.of(ON).get().strokes;
    drawings.stroked(ON, [piece("a", [3, 3])]);
    expect(drawings.of(ON).get().strokes[1]).toBe(untouched);
    drawings.removed(ON, "a");
    expect(points()).toEqual([[5, 5]]);
    expect(drawings.of("other").get().strokes).toEqual([]);
  });

  it("have one's own at once, sent thirty times a second at most, and not twice", () => {
    const stroke = drawings.begin(ON, "pen", [1, 1]);
    for (let at = 2; at < 9; at++) stroke.add([at, at]);
    expect(points()).toHaveLength(1);
    expect(points()[0]).toHaveLength(16);
    expect(server.sent.map(({ at, points }) => [at, points])).toEqual([[0, [1, 1]]]);
    vi.advanceTimersByTime(33);
    expect(server.sent.map(({ at, points }) => [at, points.length])).toEqual([
      [0, 2],
      [1, 14],
    ]);
    const [first] = server.sent;
    drawings.stroked(ON, [piece(first?.strokeId ?? "", [1, 1], { userId: "anna" })]);
    expect(points()[0]).toHaveLength(16);
  });

  it("wait while too much is on the way, and send what came meanwhile together", async () => {
    const stroke = drawings.begin(ON, "pen", [0, 0]);
    for (let at = 1; at < 50; at++) {
      stroke.add([at, at]);
      vi.advanceTimersByTime(33);
    }
    expect(server.sent).toHaveLength(4);
    server.answers[0]?.();
    await vi.advanceTimersByTimeAsync(33);
    expect(server.sent).toHaveLength(5);
    expect(server.sent.reduce((sum, { points }) => sum + points.length / 2, 0)).toBe(50);
  });

  it("keep of a laser where it is, for a moment", () => {
    const laser = drawings.begin(ON, "laser", [1, 1]);
    for (let at = 2; at < 9; at++) laser.add([at, at]);
    vi.advanceTimersByTime(33);
    expect(server.sent.map(({ points }) => points)).toEqual([
      [1, 1],
      [8, 8],
    ]);
    drawings.stroked(ON, [piece("l", [3, 3], { tool: "laser" })]);
    expect(
      drawings
        .of(ON)
        .get()
        .lasers.map(({ userId }) => userId),
    ).toEqual(["anna", "ben"]);
    vi.advanceTimersByTime(1200);
    expect(drawings.of(ON).get().lasers).toEqual([]);
    expect(points()).toEqual([]);
  });

  it("have no more of a stroke that was taken away while it was drawn", () => {
    const stroke = drawings.begin(ON, "pen", [1, 1]);
    drawings.cleared(ON);
    stroke.add([2, 2]);
    vi.advanceTimersByTime(100);
    expect(points()).toEqual([]);
    expect(server.sent).toHaveLength(1);
    // The server took it in behind that: it is drawn for the others too.
    const [first] = server.sent;
    drawings.stroked(ON, [piece(first?.strokeId ?? "", [1, 1], { userId: "anna" })]);
    expect(points()).toEqual([[1, 1]]);
  });

  it("keep what was taken in of what is refused then, and say why", async () => {
    const refused = vi.fn();
    drawings.onRefused(refused);
    const stroke = drawings.begin(ON, "pen", [1, 1]);
    server.answers[0]?.();
    await vi.advanceTimersByTimeAsync(33);
    server.refusal = "drawing_full";
    stroke.add([2, 2]);
    await vi.advanceTimersByTimeAsync(33);
    expect(refused).toHaveBeenCalledWith("drawing_full", "No.");
    expect(points()).toEqual([[1, 1]]);
    drawings.begin(ON, "pen", [7, 7]);
    await vi.advanceTimersByTimeAsync(33);
    expect(points()).toEqual([[1, 1]]);
  });

  it("are the server's after one was away", () => {
    drawings.begin(ON, "pen", [1, 1]);
    drawings.forget();
    expect(points()).toEqual([]);
    const strokes = [{ id: "a", userId: "ben", tool: "pen", points: [4, 4], text: "" }];
    drawings.shown([{ on: ON, allowed: false, strokes }]);
    expect(drawings.of(ON).get()).toEqual({ allowed: false, strokes, lasers: [] });
    drawings.allowed(ON, true);
    expect(drawings.of(ON).get().allowed).toBe(true);
  });

  it("begin another stroke where one grows too long", () => {
    const stroke = drawings.begin(ON, "pen", [0, 0]);
    for (let at = 1; at < 2500; at++) stroke.add([at, at]);
    expect(points().map((each) => each.length / 2)).toEqual([1900, 601]);
    expect(points()[1]?.slice(0, 2)).toEqual([1899, 1899]);
  });
});
