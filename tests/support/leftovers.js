// What a page still holds: connections, tracks, audio contexts and timers that were not given back.
(() => {
  const counted = { connections: new Set(), contexts: new Set(), tracks: new Set(), timers: new Set() };
  const watch = (name, made) => {
    counted[name].add(made);
    return made;
  };

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
  const setInterval = window.setInterval;
  const clearInterval = window.clearInterval;
  window.setInterval = (...args) => watch("timers", setInterval(...args));
  window.clearInterval = (timer) => {
    counted.timers.delete(timer);
    clearInterval(timer);
  };

  window.__leftovers = () => ({
    connections: [...counted.connections].filter(({ connectionState }) => connectionState !== "closed").length,
    contexts: [...counted.contexts].filter(({ state }) => state !== "closed").length,
    tracks: [...counted.tracks].filter(({ readyState }) => readyState === "live").length,
    timers: counted.timers.size,
    videos: document.querySelectorAll("video").length,
  });
})();
