// What a page still holds: connections, tracks, audio contexts and timers that were not given back.
(() => {
  const counted = { connections: [], contexts: [], tracks: [] };
  const intervals = new Set();
  const timeouts = new Set();
  // Weakly, since what is counted here must not be kept by it.
  const watch = (name, made) => counted[name].push(new WeakRef(made));
  const left = (name, isLeft) => counted[name].filter((made) => made.deref() && isLeft(made.deref())).length;

  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...args) {
      super(...args);
      watch("connections", this);
    }
  };
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(...args) {
      super(...args);
      watch("contexts", this);
    }
  };
  for (const name of ["getUserMedia", "getDisplayMedia"]) {
    const original = navigator.mediaDevices[name].bind(navigator.mediaDevices);
    navigator.mediaDevices[name] = async (constraints) => {
      const stream = await original(constraints);
      for (const track of stream.getTracks()) watch("tracks", track);
      return stream;
    };
  }
  const { setInterval, setTimeout, clearInterval, clearTimeout } = window;
  window.setInterval = (...args) => {
    const timer = setInterval(...args);
    intervals.add(timer);
    return timer;
  };
  window.setTimeout = (then, ...args) => {
    const over = (...values) => {
      timeouts.delete(timer);
      then(...values);
    };
    const timer = setTimeout(over, ...args);
    timeouts.add(timer);
    return timer;
  };
  // Either ends both kinds.
  const forget = (clear) => (timer) => {
    intervals.delete(timer);
    timeouts.delete(timer);
    clear(timer);
  };
  window.clearInterval = forget(clearInterval);
  window.clearTimeout = forget(clearTimeout);

  window.__leftovers = () => ({
    connections: left("connections", ({ connectionState }) => connectionState !== "closed"),
    contexts: left("contexts", ({ state }) => state !== "closed"),
    tracks: left("tracks", ({ readyState }) => readyState === "live"),
    intervals: intervals.size,
    timeouts: timeouts.size,
    videos: document.querySelectorAll("video").length,
  });
})();
