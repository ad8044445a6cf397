import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { set, players, type FakePath } from "~test/fakeCall";
import { participant } from "~test/fakeParticipant";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("any order of modes, tracks, comings and goings ends with one path, of the newest mode", () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("begin" as const),
      mode: fc.constantFrom("p2p" as const, "sfu" as const),
      router: fc.constantFrom("r1", "r2", null),
      late: fc.boolean(),
    }),
    fc.record({
      do: fc.constantFrom(
        "carry" as const,
        "arrive" as const,
        "settle" as const,
        "come" as const,
        "go" as const,
        "break" as const,
        "fail" as const,
        "failResting" as const,
        "resume" as const,
        "wait" as const,
      ),
    }),
  );
  const end = fc.constantFrom("r1", "another");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), end, (steps, router) => {
      const { switcher, people, begin, arrive, open, paths } = set();
      let epoch = 1;
      let said: Parameters<typeof begin> = ["p2p", epoch, null];
      const say = (...mode: Parameters<typeof begin>): void => {
        if (mode[1] >= said[1]) said = mode;
        begin(...mode);
      };
      for (const one of steps) {
        const newest = open()
          .filter(({ standby }) => !standby)
          .at(-1);
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
            switcher.settle(epoch);
            break;
          case "come":
            people.set("ben", participant("ben"));
            switcher.check();
            break;
          case "go":
            people.delete("ben");
            switcher.check();
            break;
          case "break":
            newest?.state.set("broken");
            break;
          case "fail":
            newest?.fail();
            break;
          case "failResting":
            open()
              .find(({ standby }) => standby)
              ?.fail();
            break;
          case "resume":
            // The socket was away: the server says the mode again.
            begin(...said);
            switcher.restart();
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
      switcher.settle(epoch);
      expect(open().map(({ routerId }) => routerId)).toEqual([router]);
      expect(open().map(({ reduced }) => reduced)).toEqual([false]);
      expect(switcher.mode.get()).toBe("sfu");
      expect(switcher.state.get()).toBe("connected");
      for (const player of players.videos.filter(({ closed }) => !closed)) {
        expect((player.shown as { of?: FakePath } | null)?.of ?? last).toBe(last);
      }
      switcher.close();
      expect(paths.every(({ closed }) => closed)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
