// @vitest-environment jsdom
import { expect, it, vi } from "vitest";

import { Embedder, type Framed } from "./embedder";

const SHOP = "https://shop.example.org";
const OTHER = "https://other.example.org";

function framed(allowed: string, { around, referrer = "" }: { around?: string; referrer?: string } = {}) {
  document.head.innerHTML = allowed && `<meta name="meetd:origins" content="${allowed}">`;
  const parent = { postMessage: vi.fn() };
  const events = new EventTarget();
  const window = {
    parent,
    location: around === undefined ? {} : { ancestorOrigins: [around] },
    document: { referrer, querySelector: (selector: string) => document.querySelector(selector) },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  } as unknown as Framed;
  const say = (data: unknown, origin = SHOP, source: unknown = parent): void => {
    events.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  };
  return { embedder: new Embedder(window), told: parent.postMessage, say };
}

it("tells the page around it, if its origin is allowed", () => {
  const event = { type: "closed", code: "room_deleted" } as const;
  const said = { meetd: 1, ...event };
  for (const [where, targets] of [
    [{ around: SHOP }, [SHOP]],
    [{ around: "https://evil.example.org" }, []],
    [{ referrer: `${OTHER}/cart?x=1` }, [OTHER]],
    [{ referrer: "https://evil.example.org/" }, []],
    [{}, [SHOP, OTHER]],
  ] as const) {
    const { embedder, told } = framed(`${SHOP} ${OTHER}`, where);
    embedder.tell(event);
    expect(told.mock.calls).toEqual(targets.map((origin) => [said, origin]));
  }
  const { embedder, told } = framed("");
  embedder.tell(event);
  expect(told).not.toHaveBeenCalled();
});

it("heeds that page alone, and only what it understands", () => {
  const { embedder, say } = framed(SHOP, { around: SHOP });
  const heard = vi.fn();
  const stop = embedder.listen(heard);
  const mute = { meetd: 1, type: "mute" };
  say(mute, "https://evil.example.org");
  say(mute, SHOP, {});
  say(mute, "null");
  for (const other of [{ type: "mute" }, { meetd: 2, type: "mute" }, { meetd: 1, type: "eval" }, "mute", null])
    say(other);
  for (const wrong of [
    { type: "camera", on: "yes" },
    { type: "theme", theme: "pink" },
  ])
    say({ meetd: 1, ...wrong });
  expect(heard).not.toHaveBeenCalled();
  say(mute);
  say({ meetd: 1, type: "camera", on: false, more: 1 });
  expect(heard.mock.calls).toEqual([[{ type: "mute" }], [{ type: "camera", on: false }]]);
  stop();
  say(mute);
  expect(heard).toHaveBeenCalledTimes(2);
});
