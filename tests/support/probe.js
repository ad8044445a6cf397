// What a test asks of a page's media: pictures by their pixels, sound by its tone, paths by getStats.
(() => {
  // Without those that are closed: a probe keeps nothing that the page lets go.
  const connections = new Set();
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration, ...rest) {
      super(window.__relayOnly ? { ...configuration, iceTransportPolicy: "relay" } : configuration, ...rest);
      connections.add(this);
    }
    close() {
      connections.delete(this);
      super.close();
    }
  };
  const open = () => [...connections];

  const canvas = document.createElement("canvas");
  canvas.width = 64;
  canvas.height = 36;
  const context = canvas.getContext("2d", { willReadFrequently: true });

  const newFrame = (video) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), 2000);
      video.requestVideoFrameCallback(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });

  // What a video shows now: its mean colour, and a shape that tells one picture from another.
  function picture(video) {
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const colour = [0, 0, 0];
    let shape = "";
    // Every third row: what moves may be small.
    for (let y = 1; y < canvas.height; y += 3)
      for (let x = 0; x < canvas.width; x++) shape += pixels[(y * canvas.width + x) * 4 + 1] >> 5;
    for (let at = 0; at < pixels.length; at += 4)
      for (let channel = 0; channel < 3; channel++) colour[channel] += pixels[at + channel];
    return { shape, colour: colour.map((total) => total / (canvas.width * canvas.height)) };
  }

  // Waits for new frames: how many were different pictures, and their mean colour; null if none come.
  async function watch(video, frames) {
    const pictures = new Set();
    const sum = [0, 0, 0];
    for (let frame = 0; frame < frames; frame++) {
      if (!(await newFrame(video))) return null;
      const { shape, colour } = picture(video);
      colour.forEach((mean, channel) => (sum[channel] += mean / frames));
      pictures.add(shape);
    }
    return { pictures: pictures.size, colour: sum, width: video.videoWidth, height: video.videoHeight };
  }

  // What plays: audio elements are not in the page's tree, so they are found when they are given
  // something. Weakly, for the same reason as above.
  const players = new Set();
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(stream) {
      source.set.call(this, stream);
      for (const player of players) if ([undefined, this].includes(player.deref())) players.delete(player);
      if (stream) players.add(new WeakRef(this));
    },
  });

  // Players that can be heard, each with the track that it plays now.
  const audible = () =>
    [...players]
      .map((player) => player.deref())
      .filter((player) => player && !player.paused && !player.muted && player.volume > 0)
      .map((player) => [player, player.srcObject?.getAudioTracks().find(sounds)])
      .filter(([, track]) => track);
  const sounds = (track) => track.enabled && !track.muted && track.readyState === "live";

  // How loud each of them is played, from 0 to 1.
  const volumes = () => audible().map(([player]) => player.volume);

  // All that is heard over some time, in hertz, for each player that was audible meanwhile.
  async function listen(milliseconds) {
    const audio = new AudioContext();
    const ears = new Map();
    const heard = new Map();
    // By the clock of what is heard: on a busy machine that begins late, and may stand still.
    const atLast = performance.now() + 5 * milliseconds;
    while (audio.currentTime * 1000 < milliseconds && performance.now() < atLast) {
      for (const [player, track] of audible()) {
        if (!heard.has(player)) heard.set(player, []);
        if (!ears.has(track)) {
          const ear = new AnalyserNode(audio, { fftSize: 4096, smoothingTimeConstant: 0 });
          audio.createMediaStreamSource(new MediaStream([track])).connect(ear);
          ears.set(track, ear);
        }
        const tone = strongest(ears.get(track));
        if (tone) heard.get(player).push(tone);
      }
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await audio.close();
    return [...heard.values()];
  }

  // The strongest frequency, or null where it is quiet.
  function strongest(ear) {
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    let loudest = 0;
    bins.forEach((level, bin) => level > bins[loudest] && (loudest = bin));
    return bins[loudest] > -60 ? (loudest * ear.context.sampleRate) / ear.fftSize : null;
  }

  // The two ends of every candidate pair in use.
  async function paths() {
    const found = [];
    for (const connection of open()) {
      const report = await connection.getStats();
      for (const transport of report.values()) {
        const pair = transport.type === "transport" && report.get(transport.selectedCandidatePairId);
        if (!pair) continue;
        const [local, remote] = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)];
        found.push({
          localType: local.candidateType,
          localAddress: local.address,
          localPort: local.port,
          remoteType: remote.candidateType,
          remotePort: remote.port,
          protocol: local.protocol,
          relayProtocol: local.relayProtocol ?? "",
          sent: pair.bytesSent,
          received: pair.bytesReceived,
        });
      }
    }
    return found;
  }

  // When what is played and shown now was captured, by the senders' clock, in milliseconds.
  async function clocks() {
    const reports = await Promise.all(open().map((connection) => connection.getStats()));
    return reports
      .flatMap((report) => [...report.values()])
      .filter(({ type, estimatedPlayoutTimestamp }) => type === "inbound-rtp" && estimatedPlayoutTimestamp)
      .map(({ kind, estimatedPlayoutTimestamp }) => ({ kind, captured: estimatedPlayoutTimestamp }));
  }

  const cameras = () =>
    open()
      .flatMap((connection) => connection.getSenders())
      .filter(({ track }) => track?.kind === "video")
      .map(({ track }) => track.label);

  window.__probe = { picture, watch, listen, volumes, paths, clocks, cameras, connections: open };
})();
