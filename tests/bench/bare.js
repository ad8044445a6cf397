// The least page that shows somebody's picture: directly, or with mediasoup-client and one WebSocket.
// What our own page takes longer than this one, on the same machine at the same time, is ours.
import { Device } from "../../web/node_modules/mediasoup-client/lib/index.js";

const LAYERS = [
  { scaleResolutionDownBy: 2, maxBitrate: 300_000, scalabilityMode: "L1T2" },
  { scaleResolutionDownBy: 1, maxBitrate: 900_000, scalabilityMode: "L1T2" },
];
let media;
let pressed;

/** The camera and the microphone, as a page before joining has them. */
async function ready() {
  media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
}

/** A socket whose messages go to handlers by their type; `ask` waits for the answer. */
function socket(path) {
  const raw = new WebSocket(`${location.origin.replace("http", "ws")}${path}`);
  const handlers = {};
  const waiting = new Map();
  let last = 0;
  raw.onmessage = ({ data }) => {
    const { type, id, ...rest } = JSON.parse(data);
    if (id !== undefined) waiting.get(id)(rest);
    else handlers[type](rest);
  };
  const say = (type, rest) => raw.send(JSON.stringify({ type, ...rest }));
  const ask = (type, rest) =>
    new Promise((resolve) => {
      waiting.set((last += 1), resolve);
      say(type, { id: last, ...rest });
    });
  return { raw, handlers, say, ask };
}

/** Milliseconds from the press to the first picture of anybody. */
function firstFrame(tracks) {
  return new Promise((resolve) => {
    for (const track of tracks) {
      const video = document.createElement("video");
      video.autoplay = video.muted = true;
      video.srcObject = new MediaStream([track]);
      document.body.append(video);
      video.requestVideoFrameCallback(() => resolve(performance.now() - pressed));
    }
  });
}

const players = new Set();

function play(tracks) {
  const player = new Audio();
  player.srcObject = new MediaStream(tracks);
  players.add(player);
  player.play().catch(() => undefined);
}

function connection(say) {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  pc.onicecandidate = ({ candidate }) => candidate && say("signal", { candidate });
  for (const track of media.getTracks()) pc.addTrack(track, media);
  return pc;
}

/** One end of a direct call. The first to come waits, and offers when the second does. */
function direct() {
  pressed = performance.now();
  return new Promise((resolve) => {
    const { raw, handlers, say } = socket("/direct");
    let pc;
    const begin = () => {
      pc?.close();
      pc = connection(say);
      pc.ontrack = ({ track }) => {
        if (track.kind === "audio") play([track]);
        else void firstFrame([track]).then(found);
      };
    };
    const found = (frame) => {
      resolve(frame);
      window.__hangUp = () => (pc.close(), raw.close());
    };
    handlers.joined = async () => {
      begin();
      await pc.setLocalDescription();
      say("signal", { description: pc.localDescription });
    };
    handlers.signal = async ({ description, candidate }) => {
      if (candidate) return pc.addIceCandidate(candidate);
      if (description.type === "offer") begin();
      await pc.setRemoteDescription(description);
      if (description.type === "answer") return;
      await pc.setLocalDescription();
      say("signal", { description: pc.localDescription });
    };
  });
}

/** In a call through a worker: sends, and shows all who are there; with `follows` whoever comes, too. */
async function group({ sends = ["audio", "video"], shows = true, follows = false } = {}) {
  pressed = performance.now();
  const { raw, handlers, say, ask } = socket("/group");
  const { routerRtpCapabilities, send, recv, producers } = await new Promise((resolve) => (handlers.welcome = resolve));
  const device = new Device();
  await device.load({ routerRtpCapabilities });
  const connecting = (transport) => {
    transport.on("connect", ({ dtlsParameters }, done) => {
      say("connect", { transport: transport.id, dtlsParameters });
      done();
    });
    return transport;
  };
  const receiving = connecting(device.createRecvTransport(recv));
  const sending = connecting(device.createSendTransport(send));
  sending.on("produce", ({ kind, rtpParameters }, done) => {
    void ask("produce", { kind, rtpParameters }).then(({ producer }) => done({ id: producer }));
  });
  const receive = async (producers) => {
    const { consumers } = await ask("consume", { rtpCapabilities: device.recvRtpCapabilities, producers });
    const opened = await Promise.all(consumers.map((consumer) => receiving.consume(consumer)));
    const tracks = opened.map(({ track }) => track);
    play(tracks.filter(({ kind }) => kind === "audio"));
    return { frame: firstFrame(tracks.filter(({ kind }) => kind === "video")) };
  };
  handlers.came = ({ producer }) => follows && void receive([producer]);
  const { frame } = shows && producers.length > 0 ? await receive(producers) : { frame: null };
  for (const track of media.getTracks().filter(({ kind }) => sends.includes(kind))) {
    const encodings = track.kind === "video" ? LAYERS : undefined;
    await sending.produce({ track, stopTracks: false, ...(encodings ? { encodings } : {}) });
  }
  const taken = await frame;
  window.__hangUp = () => (sending.close(), receiving.close(), raw.close());
  return taken;
}

window.__bare = { ready, direct, group };
