import { beforeEach, describe, expect, it, vi } from "vitest";

import type { DrawnPiece, RequestName, Requests as RequestMap, Result } from "~/protocol/generated";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";

import { Drawings } from "./drawings";

const ON = "presenter";
type Sent = RequestMap["draw:stroke"];

class Server implements Requests {
  readonly sent: Sent[] = [];
  readonly asked: string[] = [];
  readonly answers: (() => void)[] = [];
  readonly #losses: (() => void)[] = [];
  refusal: string | null = null;

  request<N extends RequestName>(name: N, data: RequestMap[N]): Promise<Result<N>> {
    this.asked.push(name);
    if (name === "draw:stroke") this.sent.push(data as Sent);
    if (this.refusal) return Promise.reject(new SignalingError(this.refusal, "No."));
    return new Promise((resolve, reject) => {
      this.answers.push(() => resolve({} as Result<N>));
      this.#losses.push(() => reject(new SignalingError("offline", "You are offline.")));
    });
  }

  /** The line is lost, with all that was not answered. */
  async lose(): Promise<void> {
    for (const lost of this.#losses) lost();
    await vi.advanceTimersByTimeAsync(0);
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
    expect(server.sent).toHaveLength(8);
    server.answers[0]?.();
    await vi.advanceTimersByTimeAsync(33);
    expect(server.sent).toHaveLength(9);
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

  const begin = async (...at: number[]): Promise<{ id: string; add: (points: number[]) => void }> => {
    const stroke = drawings.begin(ON, "pen", at);
    await vi.advanceTimersByTimeAsync(33);
    return { id: server.sent.at(-1)?.strokeId ?? "", add: (more) => stroke.add(more) };
  };
  const answer = async (number: number): Promise<void> => {
    server.answers[number]?.();
    await vi.advanceTimersByTimeAsync(33);
  };
  const shown = (...strokes: { id: string; points: number[] }[]): void =>
    drawings.shown([
      { on: ON, allowed: true, strokes: strokes.map((each) => ({ ...each, userId: "anna", tool: "pen", text: "" })) },
    ]);
  const sentNow = (): (readonly [number | undefined, readonly number[]])[] =>
    server.sent.map(({ at, points }) => [at, points] as const);

  it("have again what was on the way as the line was lost, and send it again", async () => {
    const { id, add } = await begin(1, 1);
    add([2, 2]);
    await vi.advanceTimersByTimeAsync(33);
    await server.lose();
    add([3, 3]);
    expect(server.sent).toHaveLength(2);
    drawings.reconnected();
    expect(points()).toEqual([[1, 1, 2, 2, 3, 3]]);
    drawings.entered();
    await vi.advanceTimersByTimeAsync(33);
    expect(sentNow().slice(2)).toEqual([[0, [1, 1, 2, 2, 3, 3]]]);
    // It had arrived after all: what others drew is there, and one's own once.
    shown({ id: "before", points: [9, 9] }, { id, points: [1, 1] });
    expect(points()).toEqual([
      [9, 9],
      [1, 1, 2, 2, 3, 3],
    ]);
    drawings.stroked(ON, [piece(id, [2, 2, 3, 3], { userId: "anna" })]);
    await answer(2);
    add([4, 4]);
    await vi.advanceTimersByTimeAsync(33);
    expect(points().at(-1)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(sentNow().at(-1)).toEqual([3, [4, 4]]);
  });

  it("go on behind what was acknowledged, or behind less where the server lost some", async () => {
    const { id, add } = await begin(1, 1);
    add([2, 2]);
    await vi.advanceTimersByTimeAsync(33);
    server.answers[0]?.();
    server.answers[1]?.();
    add([3, 3]);
    await vi.advanceTimersByTimeAsync(33);
    await server.lose();
    drawings.reconnected();
    drawings.entered();
    await vi.advanceTimersByTimeAsync(33);
    expect(sentNow().at(-1)).toEqual([2, [3, 3]]);
    shown({ id, points: [1, 1] });
    await vi.advanceTimersByTimeAsync(33);
    expect(sentNow().at(-1)).toEqual([1, [2, 2, 3, 3]]);
    expect(points()).toEqual([[1, 1, 2, 2, 3, 3]]);
  });

  it("have no more of what was taken away while one was away", async () => {
    const { add } = await begin(1, 1);
    await answer(0);
    await server.lose();
    add([2, 2]);
    drawings.reconnected();
    shown();
    expect(points()).toEqual([]);
    drawings.entered();
    add([3, 3]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(points()).toEqual([]);
    // Once, while the line was away.
    expect(
      sentNow()
        .slice(1)
        .every(([at]) => at === 1),
    ).toBe(true);
  });

  it("come in the order in which they were drawn, also what was drawn without a line", async () => {
    server.refusal = "offline";
    const first = drawings.begin(ON, "pen", [1, 1]);
    drawings.begin(ON, "pen", [5, 5]);
    first.add([2, 2]);
    await vi.advanceTimersByTimeAsync(2500);
    expect(new Set(server.sent.map(({ strokeId }) => strokeId)).size).toBe(1);
    server.refusal = null;
    server.sent.length = 0;
    drawings.reconnected();
    drawings.entered();
    await vi.advanceTimersByTimeAsync(33);
    expect(sentNow()).toEqual([[0, [1, 1, 2, 2]]]);
    await answer(0);
    expect(sentNow()).toEqual([
      [0, [1, 1, 2, 2]],
      [0, [5, 5]],
    ]);
  });

  it("are tried again where the room was about to move, and did not", async () => {
    server.refusal = "room_elsewhere";
    drawings.begin(ON, "pen", [1, 1]);
    drawings.clear("other");
    await vi.advanceTimersByTimeAsync(500);
    server.refusal = null;
    await vi.advanceTimersByTimeAsync(600);
    expect(sentNow()).toEqual([
      [0, [1, 1]],
      [0, [1, 1]],
    ]);
    expect(server.asked.filter((name) => name === "draw:clear")).toHaveLength(2);
  });

  it("are taken back once the server has them", async () => {
    await begin(1, 1);
    drawings.undo(ON);
    await vi.advanceTimersByTimeAsync(33);
    expect(server.asked).toEqual(["draw:stroke"]);
    await answer(0);
    expect(server.asked).toEqual(["draw:stroke", "draw:undo"]);
  });

  it("are not taken back where another would be, because that one is gone", async () => {
    await begin(1, 1);
    await answer(0);
    server.refusal = "offline";
    await begin(5, 5);
    drawings.undo(ON);
    drawings.cleared(ON);
    server.refusal = null;
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.asked.filter((name) => name === "draw:undo")).toEqual([]);
  });

  it("are the server's after one was away", async () => {
    await begin(1, 1);
    await answer(0);
    drawings.reconnected();
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
