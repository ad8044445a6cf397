import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { set, slots, type FakePath } from "~test/fakeCall";
import { participant } from "~test/fakeParticipant";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("any order of modes, tracks, comings and goings ends with one path, of the newest mode", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("begin" as const), mode: fc.constantFrom("p2p" as const, "sfu" as const), router: fc.constantFrom("r1", "r2", null), late: fc.boolean() }),
    fc.record({ do: fc.constantFrom("carry" as const, "arrive" as const, "settle" as const, "come" as const, "go" as const, "break" as const, "fail" as const, "failResting" as const, "resume" as const, "wait" as const) }),
  );
  const end = fc.constantFrom("r1", "another");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), end, (steps, router) => {
      const { board, people, begin, arrive, open, paths } = set();
      let epoch = 1;
      let said: Parameters<typeof begin> = ["p2p", epoch, null];
      const say = (...mode: Parameters<typeof begin>): void => {
        if (mode[1] >= said[1]) said = mode;
        begin(...mode);
      };
      for (const one of steps) {
        const newest = open().filter(({ resting }) => !resting).at(-1);
        switch (one.do) {
          case "begin":
            say(one.mode, one.late ? epoch - 1 : ++epoch, one.mode === "sfu" ? (one.router ?? "r1") : one.router);
            break;
          case "carry":
            for (const id of people.keys()) newest?.carry(id);
            break;
          case "arrive":
            arrive();
            break;
          case "settle":
            board.settle(epoch);
            break;
          case "come":
            people.set("ben", participant("ben"));
            board.check();
            break;
          case "go":
            people.delete("ben");
            board.check();
            break;
          case "break":
            newest?.state.set("broken");
            break;
          case "fail":
            newest?.fail();
            break;
          case "failResting":
            open().find(({ resting }) => resting)?.fail();
            break;
          case "resume":
            // The socket was away: the server says the mode again.
            begin(...said);
            board.restart();
            break;
          case "wait":
            vi.advanceTimersByTime(20_000);
            break;
        }
        expect(open().length).toBeLessThanOrEqual(3);
      }
      say("sfu", ++epoch, router);
      vi.advanceTimersByTime(20_000);
      const last = open().findLast(({ mode, routerId }) => mode === "sfu" && routerId === router);
      for (const id of people.keys()) last?.carry(id);
      arrive();
      board.settle(epoch);
      expect(open().map(({ routerId }) => routerId)).toEqual([router]);
      expect(open().map(({ sparing }) => sparing)).toEqual([false]);
      expect(board.mode.get()).toBe("sfu");
      expect(board.state.get()).toBe("connected");
      for (const slot of slots.videos.filter(({ closed }) => !closed)) {
        expect((slot.shown as { of?: FakePath } | null)?.of ?? last).toBe(last);
      }
      board.close();
      expect(paths.every(({ closed }) => closed)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
