import { expect, it } from "vitest";

import { WayStatistics } from "./wayStatistics";

type Counted = Record<string, number | string>;

const report = (...entries: Counted[]): RTCStatsReport =>
  new Map(entries.map((entry) => [entry["id"], entry])) as unknown as RTCStatsReport;

const way = (at: number, local: Counted = {}, bytes = 0): Counted[] => [
  {
    id: "T",
    type: "transport",
    timestamp: at,
    selectedCandidatePairId: "P",
    bytesReceived: bytes,
    bytesSent: bytes / 2,
  },
  {
    id: "P",
    type: "candidate-pair",
    timestamp: at,
    localCandidateId: "L",
    remoteCandidateId: "R",
    currentRoundTripTime: 0.04,
  },
  {
    id: "L",
    type: "local-candidate",
    timestamp: at,
    candidateType: "host",
    protocol: "udp",
    address: "a.local",
    ...local,
  },
  { id: "R", type: "remote-candidate", timestamp: at, candidateType: "host", protocol: "udp", address: "2001:db8::1" },
];

it("says nothing before there is a reading to compare", () => {
  const statistics = new WayStatistics();
  expect(statistics.read([])).toBeNull();
  expect(statistics.read([report(...way(1000))])).toBeNull();
  expect(statistics.read([report(...way(1000))])).toBeNull();
});

it("counts what came and went since the reading before", () => {
  const statistics = new WayStatistics();
  const tracks = (at: number, times: number): Counted[] => [
    { id: "A", type: "inbound-rtp", timestamp: at, packetsReceived: 90 * times, packetsLost: 10 * times },
    { id: "S", type: "outbound-rtp", timestamp: at, packetsSent: 50 * times },
    { id: "U", type: "remote-inbound-rtp", timestamp: at, packetsLost: 2 * times },
    {
      id: "V",
      type: "inbound-rtp",
      timestamp: at,
      totalSamplesReceived: 1000 * times,
      concealedSamples: 120 * times,
      silentConcealedSamples: 20 * times,
    },
    { id: "F", type: "inbound-rtp", timestamp: at, totalFreezesDuration: 1.5 * times },
  ];
  statistics.read([report(...way(0), ...tracks(0, 1))]);
  const sample = statistics.read([report(...way(10_000, {}, 1_250_000), ...tracks(10_000, 2))]);
  expect(sample).toEqual({
    figures: { way: "udp", lossDown: 10, lossUp: 4, receives: 1000, sends: 500, roundTrip: 40 },
    family: 6,
    gaps: 10,
    frozen: 1500,
  });
});

it("names the way, and of two that which is relayed", () => {
  const kind = (local: Counted): unknown => {
    const statistics = new WayStatistics();
    statistics.read([report(...way(0)), report(...way(0, local))]);
    return statistics.read([report(...way(1000)), report(...way(1000, local))])?.figures.way;
  };
  expect(kind({})).toBe("udp");
  expect(kind({ candidateType: "relay", relayProtocol: "tls" })).toBe("relayTls");
  expect(kind({ candidateType: "relay", relayProtocol: "tcp" })).toBe("relayTcp");
  expect(kind({ candidateType: "relay" })).toBe("relayUdp");
});

it("does not take late packets for negative loss", () => {
  const statistics = new WayStatistics();
  const inbound = (at: number, lost: number): Counted => ({
    id: "A",
    type: "inbound-rtp",
    timestamp: at,
    packetsLost: lost,
  });
  statistics.read([report(...way(0), inbound(0, 5))]);
  expect(statistics.read([report(...way(1000), inbound(1000, 2))])?.figures.lossDown).toBe(0);
});
