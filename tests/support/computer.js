// A computer whose cameras, microphones and speakers a test plugs in, pulls out and breaks, in place
// of the browser's own. Each camera has a colour, each microphone a tone. `window.__plugged` lists
// those that are there at first: {id, kind, label, colour, width | tone}.
(() => {
  const devices = new Map((window.__plugged ?? []).map((device) => [device.id, device]));
  const opened = [];
  let standard = null;
  let failure = null;
  let audio;

  const of = (kind) => [...devices.values()].filter((device) => device.kind === kind);
  const standardOf = (kind) => of(kind).find(({ id }) => id === standard) ?? of(kind)[0];
  const told = ({ id, kind, label }, deviceId = id, prefix = "") => ({ deviceId, kind, label: prefix + label, groupId: id });
  const changed = () => navigator.mediaDevices.dispatchEvent(new Event("devicechange"));

  navigator.mediaDevices.enumerateDevices = async () => {
    // Nor does a browser name what it was told to keep from the page.
    if (failure === "NotAllowedError")
      return [...new Set([...devices.values()].map(({ kind }) => kind))].map((kind) => told({ id: "", kind, label: "" }));
    // As Chromium lists them: the system's choice for sound comes first, under a name of its own.
    const choices = ["audioinput", "audiooutput"].map(standardOf).filter((device) => device);
    return [...choices.map((device) => told(device, "default", "Default - ")), ...[...devices.values()].map((device) => told(device))];
  };

  // What was set to play on a speaker that is pulled stays there, and is heard no more.
  const speakers = new WeakMap();
  Object.defineProperty(HTMLMediaElement.prototype, "sinkId", {
    get() {
      return speakers.get(this) ?? "";
    },
  });
  HTMLMediaElement.prototype.setSinkId = async function (id) {
    if (id !== "" && devices.get(id)?.kind !== "audiooutput") throw new DOMException("", "NotFoundError");
    speakers.set(this, id);
  };

  function film({ colour, width }) {
    const height = (width * 9) / 16;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { alpha: false });
    const [track] = canvas.captureStream(10).getVideoTracks();
    let at = 0;
    const timer = setInterval(() => {
      if (track.readyState === "ended") clearInterval(timer);
      context.fillStyle = `rgb(${colour})`;
      context.fillRect(0, 0, width, height);
      context.fillStyle = `rgb(${colour.map((channel) => Math.min(255, channel + 90))})`;
      context.fillRect((at = (at + width / 20) % width), 0, width / 10, height);
    }, 100);
    return [track, () => undefined];
  }

  function sound({ tone }) {
    audio ??= new AudioContext();
    const note = new OscillatorNode(audio, { frequency: tone || 440 });
    const volume = new GainNode(audio, { gain: tone ? 0.3 : 0 });
    const end = audio.createMediaStreamDestination();
    note.connect(volume).connect(end);
    note.start();
    return [end.stream.getAudioTracks()[0], () => (volume.gain.value = 0)];
  }

  navigator.mediaDevices.getUserMedia = async ({ audio: ears, video }) => {
    if (failure) throw new DOMException("", failure);
    const wanted = (ears ?? video).deviceId?.exact;
    const device = wanted === undefined ? standardOf(ears ? "audioinput" : "videoinput") : devices.get(wanted);
    if (!device) throw new DOMException("", wanted === undefined ? "NotFoundError" : "OverconstrainedError");
    const [track, hush] = ears ? sound(device) : film(device);
    const entry = { id: device.id, track, hush };
    opened.push(entry);
    return new MediaStream([track]);
  };

  const live = (id) => opened.filter((entry) => entry.id === id && entry.track.readyState === "live");

  window.__computer = {
    plug(device) {
      devices.set(device.id, device);
      changed();
    },
    pull(id) {
      devices.delete(id);
      for (const { track } of live(id)) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      changed();
    },
    /** It is there, and nothing comes from it any more: a headset out of reach. */
    silence(id) {
      for (const { track, hush } of live(id)) {
        hush();
        Object.defineProperty(track, "muted", { value: true });
        track.dispatchEvent(new Event("mute"));
      }
    },
    /** How often it was opened. */
    opened: (id) => opened.filter((entry) => entry.id === id).length,
    /** The system's own choice is another. */
    makeStandard(id) {
      standard = id;
      changed();
    },
    /** Nothing opens, for this reason; null: all is well again. */
    fail(name) {
      failure = name;
    },
  };
})();
