import { beforeEach, expect, it, vi } from "vitest";

import type { Requests } from "~/signaling/requests";
import type { Poll } from "~/protocol/generated";

import { Activities } from "./activities";

const POLL: Poll = {
  id: "p",
  question: "Tea?",
  options: [
    { text: "Yes", votes: 0 },
    { text: "No", votes: 0 },
  ],
  several: false,
  anonymous: false,
  live: true,
  state: "open",
  change: 1,
  voters: 0,
};

/** What the server answers, when the test has it answer. */
let answer: (result: unknown) => void;
let refuse: (error: Error) => void;
let activities: Activities;

beforeEach(() => {
  const request = () =>
    new Promise((resolve, reject) => {
      answer = resolve;
      refuse = reject;
    });
  activities = new Activities({ request } as unknown as Requests);
});

const ids = () => activities.polls.get().map(({ id, change }) => [id, change]);

it("keeps what is newer: of the list, or what was told meanwhile", async () => {
  const loading = activities.load();
  activities.changed({ ...POLL, change: 5 });
  activities.changed({ ...POLL, id: "fresh" });
  activities.changed({ ...POLL, id: "gone" });
  activities.deleted("gone");
  answer({
    polls: [
      { ...POLL, change: 4 },
      { ...POLL, id: "other" },
      { ...POLL, id: "gone" },
    ],
    votes: [{ pollId: "p", choices: [1] }],
  });
  await loading;
  expect(ids()).toEqual([
    ["fresh", 1],
    ["other", 1],
    ["p", 5],
  ]);
  expect(activities.polls.get()[2]?.choices).toEqual([1]);
  // What is on no list any more is gone.
  const again = activities.load();
  answer({ polls: [POLL], votes: [] });
  await again;
  expect(ids()).toEqual([["p", 5]]);
});

it("shows a choice at once, and takes it back where it is refused", async () => {
  activities.changed(POLL);
  const voting = activities.vote("p", [0]);
  expect(activities.polls.get()[0]?.choices).toEqual([0]);
  refuse(new Error("closed"));
  await expect(voting).rejects.toThrow("closed");
  expect(activities.polls.get()[0]?.choices).toEqual([]);
});

it("says that a poll was opened or closed, and nothing of votes", () => {
  const news: string[] = [];
  activities.onPoll(({ state }) => news.push(state));
  activities.changed({ ...POLL, state: "draft" });
  activities.changed({ ...POLL, change: 2 });
  activities.changed({ ...POLL, change: 3, voters: 1 });
  activities.changed({ ...POLL, change: 4, state: "closed" });
  expect(news).toEqual(["open", "closed"]);
});

it("counts the timer down by this browser's clock, whatever that shows", () => {
  vi.useFakeTimers({ now: 1_000_000 });
  activities.enter({ timer: { seconds: 60, left: 30_000, byName: "ada" } });
  expect(activities.timer.get()?.endsAt).toBe(1_030_000);
  activities.setTimer(null);
  expect(activities.timer.get()).toBeNull();
  vi.useRealTimers();
});
