import { describe, expect, it } from "vitest";

import { wayOf } from "./relay";
import { judged } from "./worker";

const packets = (count: number, delay: number): number[] => Array.from({ length: count }, () => delay);

describe("what a line is like", () => {
  it.each([
    [400, packets(400, 30), { state: "well", code: "line", figures: { sent: 400, loss: 0, delay: 30, spread: 0 } }],
    [400, packets(396, 30), { state: "well", code: "line", figures: { sent: 400, loss: 1, delay: 30, spread: 0 } }],
    [400, packets(380, 30), { state: "poor", code: "lossy", figures: { sent: 400, loss: 5, delay: 30, spread: 0 } }],
    [400, packets(400, 500), { state: "poor", code: "slow" }],
    [400, [...packets(370, 30), ...packets(30, 200)], { state: "poor", code: "uneven", figures: { spread: 170 } }],
    [400, [], { state: "ill", code: "lineCut" }],
    [0, [], { state: "ill", code: "lineCut" }],
  ])("of %i packets", (sent, delays, found) => {
    expect(judged(sent, delays)).toMatchObject(found);
  });
});

describe("how a relay is reached", () => {
  it.each([
    ["turn:relay.example", { transport: "UDP", port: 3478 }],
    ["turn:relay.example:80?transport=tcp", { transport: "TCP", port: 80 }],
    ["turns:relay.example:443?transport=tcp", { transport: "TLS", port: 443 }],
    ["turns:[2001:db8::1]", { transport: "TLS", port: 5349 }],
    ["stun:relay.example:3478", null],
  ])("%s", (url, way) => {
    expect(wayOf(url)).toEqual(way);
  });
});
