import { describe, expect, it } from "vitest";

import { ill, poor, well, type Outcome, type Row, type Subject } from "~/check/finding";

import { remedyOf, reportOf, sentenceOf, verdictOf } from "./words";

const row = (subject: Subject, outcome: Outcome, transport?: "UDP" | "TLS"): Row => ({
  id: `${subject} ${transport ?? ""}`,
  subject,
  ...(transport && { way: { transport, port: 443 } }),
  state: outcome.state,
  outcome,
});

describe("what a check found, in words", () => {
  it("says of each thing that is wrong a cause and what to do", () => {
    const found = row("websocket", poor("noWebsocket"));
    expect(sentenceOf(found)).toMatch(/holds it back/);
    expect(remedyOf(found)).toMatch(/filter or VPN/);
    expect(remedyOf(row("websocket", well("websocket", { delay: 3 })))).toBeNull();
  });

  it("says how a relay is reached that everything goes over", () => {
    const relayed = row("worker", poor("relayed", { family: 4, relay: "TLS" }));
    expect(sentenceOf(relayed)).toMatch(/^Over a relay that is reached over TLS and IPv4: your network/);
    expect(remedyOf(relayed)).toMatch(/let UDP out/);
  });

  it("says of a device what the rest of the page says", () => {
    const refused = row("camera", { state: "ill", code: "device", problem: "denied" });
    expect(sentenceOf(refused)).toMatch(/does not let this page use the camera\. Allow it/);
  });

  it("takes one relay that works for enough", () => {
    const gone = row("relay", ill("relayGone"), "UDP");
    expect(verdictOf([gone])).toBe("ill");
    expect(verdictOf([gone, row("relay", well("relay"), "TLS")])).toBe("well");
    expect(verdictOf([row("line", poor("lossy")), row("relay", well("relay"), "TLS")])).toBe("poor");
  });

  it("reports what is seen", () => {
    const rows = [row("relay", ill("relayGone"), "TLS"), row("worker", well("direct", { family: 6 }))];
    const report = reportOf(rows, new Date("2026-03-01T10:20:30Z"), "A browser");
    expect(report.split("\n")).toEqual([
      "Check your setup, 2026-03-01 10:20 UTC",
      "A browser",
      "",
      expect.stringMatching(/^Does not work: Relay over TLS, port 443\. Nothing answers/),
      "    Try another network; if it is the same there, tell who runs the service.",
      "Good: Way to the media server. Direct, over UDP and IPv6: the best there is.",
    ]);
  });
});
