// How long voices are held on the way, as the browser counts it, by all connections of the page.
(() => {
  const connections = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };

  /** What all voices were held for so far in seconds, of how many samples, and the way there. */
  async function counted() {
    const sum = { delay: 0, samples: 0, way: 0 };
    for (const connection of connections) {
      if (connection.connectionState !== "connected") continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type === "inbound-rtp" && report.kind === "audio") {
          sum.delay += report.jitterBufferDelay ?? 0;
          sum.samples += report.jitterBufferEmittedCount ?? 0;
        }
        if (report.type === "candidate-pair" && report.nominated) {
          sum.way = Math.max(sum.way, (report.currentRoundTripTime ?? 0) / 2);
        }
      }
    }
    return sum;
  }

  /** Milliseconds that a sample was held for on the average of so many, and half a round trip. */
  async function held(duration) {
    const before = await counted();
    await new Promise((resolve) => setTimeout(resolve, duration));
    const after = await counted();
    return 1000 * ((after.delay - before.delay) / (after.samples - before.samples) + after.way);
  }

  window.__voices = { held };
})();
