// What a bench asks of a page. Times are of the wall clock, which all pages of a machine share.
(() => {
  // React tells its developer tools of every commit, in production too.
  let commits = 0;
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: () => commits++,
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
  };

  // From painting a picture to showing it, in milliseconds, for each frame that can be read.
  function video(element, duration) {
    return new Promise((resolve) => {
      const delays = [];
      const end = performance.now() + duration;
      const frame = () => {
        const now = window.__wallClock32();
        const painted = window.__readClock(element);
        if (painted !== null) delays.push((now - painted) | 0);
        if (performance.now() < end) element.requestVideoFrameCallback(frame);
        else resolve(delays);
      };
      element.requestVideoFrameCallback(frame);
    });
  }

  // From a click, which sounds at each whole second, to hearing it.
  async function clicks(duration) {
    const audio = new AudioContext({ latencyHint: 0 });
    const ear = new AnalyserNode(audio, { fftSize: 256, smoothingTimeConstant: 0 });
    for (const element of window.__sounding()) {
      audio.createMediaStreamSource(element).connect(ear);
    }
    const samples = new Float32Array(ear.fftSize);
    const delays = [];
    let quietSince = performance.now();
    const end = performance.now() + duration;
    while (performance.now() < end) {
      ear.getFloatTimeDomainData(samples);
      const loud = samples.some((sample) => Math.abs(sample) > 0.3);
      const now = performance.now();
      if (loud && now - quietSince > 300) {
        const wall = performance.timeOrigin + now;
        delays.push(wall - Math.floor(wall / 1000) * 1000);
      }
      if (loud) quietSince = now;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await audio.close();
    return delays;
  }

  const connections = [];
  /** When each of them was, DTLS included. */
  const connected = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      connections.push(this);
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") connected.push(performance.now());
      });
    }
  };
  window.__sounding = () =>
    connections
      .filter((connection) => connection.connectionState === "connected")
      .flatMap((connection) => connection.getReceivers())
      .filter(({ track }) => track.kind === "audio" && track.readyState === "live")
      .map(({ track }) => new MediaStream([track]));

  // Frames of the page, and what React did meanwhile.
  function smoothness(duration) {
    return new Promise((resolve) => {
      const began = performance.now();
      const before = commits;
      let frames = 0;
      const frame = (now) => {
        frames++;
        if (now - began < duration) return requestAnimationFrame(frame);
        const seconds = (now - began) / 1000;
        resolve({ seconds, fps: frames / seconds, commits: commits - before });
      };
      requestAnimationFrame(frame);
    });
  }

  // Milliseconds from pressing the button to each step of joining, up to the first frame.
  function marks() {
    const first = (name) => performance.getEntriesByName(`meetd:${name}`)[0]?.startTime;
    const pressed = first("join");
    const frame = first("frame");
    // The event may be late, the frame is not shown before the connection is there.
    const steps = { dtls: Math.min(frame, connected[0] ?? frame) };
    for (const name of ["socket", "transports", "frame"]) steps[name] = first(name);
    return Object.fromEntries(
      Object.entries(steps)
        .filter(([, at]) => at !== undefined && at <= frame)
        .map(([name, at]) => [name, at - pressed]),
    );
  }

  window.__measure = { video, clicks, smoothness, marks };
})();
