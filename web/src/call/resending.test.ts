import { beforeEach, expect, it, vi } from "vitest";

import type { RequestName, Requests as RequestMap, Result } from "~/protocol/generated";
import { SignalingError } from "~/signaling/signalingError";

import { Resending } from "./resending";

class Server {
  readonly asked: [RequestName, object][] = [];
  readonly #answers: ((code: string | null) => void)[] = [];

  request<N extends RequestName>(name: N, data: RequestMap[N]): Promise<Result<N>> {
    this.asked.push([name, data]);
    return new Promise((resolve, reject) => {
      this.#answers.push((code) =>
        code === null ? resolve({} as Result<N>) : reject(new SignalingError(code, "No.")),
      );
    });
  }

  /** Answers all that was asked, in its order; null: it is carried out. */
  async answer(code: string | null): Promise<void> {
    for (const answer of this.#answers.splice(0)) answer(code);
    await vi.advanceTimersByTimeAsync(0);
  }

  get said(): object[] {
    return this.asked.splice(0).map(([, data]) => data);
  }
}

let server: Server;
let resending: Resending;
const outcomes: string[] = [];

const seconds = (seconds: number): object => ({ seconds });
const ask = (name: RequestName, data: object): void =>
  void resending.request(name, data as never).then(
    () => outcomes.push("done"),
    (error: unknown) => outcomes.push(error instanceof SignalingError ? error.code : "unexpected"),
  );

beforeEach(() => {
  vi.useFakeTimers();
  outcomes.length = 0;
  server = new Server();
  resending = new Resending(server);
});

it("says what a moving room refused again once one is back in, in its order", async () => {
  ask("timer:set", seconds(60));
  ask("timer:add", seconds(30));
  expect(server.said).toEqual([seconds(60), seconds(30)]);
  await server.answer("room_elsewhere");
  ask("timer:stop", {});
  // The line is cut; nothing is sent that nobody would hear.
  resending.lost();
  await vi.advanceTimersByTimeAsync(4500);
  expect(server.said).toEqual([]);
  resending.entered();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.said).toEqual([seconds(60), seconds(30), {}]);
  await server.answer(null);
  expect(outcomes).toEqual(["done", "done", "done"]);
});

it("says it again after a moment where the room stayed", async () => {
  ask("hand", { raised: true });
  await server.answer("room_elsewhere");
  await vi.advanceTimersByTimeAsync(999);
  expect(server.said).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  // The socket is another one by then, and its join not answered yet.
  await server.answer("not_in_room");
  resending.entered();
  await vi.advanceTimersByTimeAsync(0);
  await server.answer(null);
  expect(server.said).toHaveLength(2);
  expect(outcomes).toEqual(["done"]);
});

it("gives up in the end, and tells why", async () => {
  ask("hand", { raised: true });
  for (let tried = 0; tried < 40; tried++) {
    await server.answer("room_elsewhere");
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(outcomes).toEqual(["room_elsewhere"]);
});

it.each(["forbidden", "not_in_room", "offline", "timeout"])("leaves %s to who asked", async (code) => {
  ask("timer:add", seconds(30));
  await server.answer(code);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toHaveLength(1);
  expect(outcomes).toEqual([code]);
});

it("says again what sets something where the line was cut before the answer", async () => {
  ask("hand", { raised: true });
  await server.answer("offline");
  resending.lost();
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.said).toHaveLength(1);
  resending.entered();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.said).toEqual([{ raised: true }]);
  await server.answer(null);
  expect(outcomes).toEqual(["done"]);
});

it("tells in a moment that nobody hears", async () => {
  ask("hand", { raised: true });
  for (let tried = 0; tried < 10; tried++) {
    await server.answer("offline");
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(server.said.length).toBeLessThan(8);
  expect(outcomes).toEqual(["offline"]);
});

it("leaves a message to the chat, which says it again by its id", async () => {
  ask("chat:send", { clientId: "1" });
  await server.answer("room_elsewhere");
  expect(outcomes).toEqual(["room_elsewhere"]);
});

it("keeps what is asked on the way back, for a moment", async () => {
  resending.lost();
  ask("hand", { raised: true });
  ask("hand", { raised: false });
  expect(server.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  resending.entered();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.said).toEqual([{ raised: true }, { raised: false }]);
  await server.answer(null);
  resending.lost();
  ask("hand", { raised: true });
  // Then it is said that one is offline.
  await vi.advanceTimersByTimeAsync(5000);
  await server.answer("offline");
  expect(outcomes).toEqual(["done", "done", "offline"]);
});

it("waits for nothing once the call is over", async () => {
  ask("hand", { raised: true });
  await server.answer("room_elsewhere");
  resending.close();
  await vi.advanceTimersByTimeAsync(0);
  await server.answer("offline");
  expect(outcomes).toEqual(["offline"]);
});
