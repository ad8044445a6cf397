// Many guests in one page, who send and look at nothing: so that a small machine can hold a large
// call, and is left to the one page that is measured.
import { Device } from "../../web/node_modules/mediasoup-client/lib/index.js";
import { io } from "../../web/node_modules/socket.io-client/build/esm/index.js";

const LIMIT = 20_000;

class Guest {
  #device = new Device();
  #producers = new Map();
  #routerId = null;

  constructor(token, tracks) {
    this.tracks = tracks;
    this.socket = io({ auth: { token }, transports: ["websocket"], forceNew: true });
    this.socket.on("mode", (mode) => this.#follow(mode));
    this.socket.on("sfu:producer:demand", ({ producerId, spatialLayer }) =>
      this.#producers.get(producerId)?.setRtpEncodingParameters({ active: spatialLayer !== null }),
    );
  }

  async join(code) {
    const joined = await this.ask("join", { code, microphone: "microphone" in this.tracks, camera: true });
    await this.#follow(joined.mode);
  }

  async ask(event, data) {
    const answer = await this.socket.timeout(LIMIT).emitWithAck(event, data);
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code}`);
    return answer;
  }

  async #follow({ mode, epoch, routerId, routerRtpCapabilities }) {
    // With one other there would be a direct path: the third comes soon.
    if (mode !== "sfu" || routerId === null) return;
    if (routerId !== this.#routerId) {
      this.#routerId = routerId;
      await this.#produce(routerRtpCapabilities);
    }
    await this.ask("mode:ready", { epoch });
  }

  async #produce(routerRtpCapabilities) {
    if (!this.#device.loaded) await this.#device.load({ routerRtpCapabilities });
    const transport = this.#device.createSendTransport(
      await this.ask("sfu:transport:create", { routerId: this.#routerId, direction: "send" }),
    );
    transport.on("connect", ({ dtlsParameters }, done, failed) => {
      this.ask("sfu:transport:connect", { transportId: transport.id, dtlsParameters }).then(done, failed);
    });
    transport.on("produce", ({ kind, rtpParameters, appData: { source } }, done, failed) => {
      const asked = { transportId: transport.id, kind, source, rtpParameters, paused: false };
      this.ask("sfu:produce", asked).then(({ producerId }) => done({ id: producerId }), failed);
    });
    for (const [source, track] of Object.entries(this.tracks)) {
      const producer = await transport.produce({ track, stopTracks: false, appData: { source } });
      this.#producers.set(producer.id, producer);
    }
  }
}

/** One guest for each token; the first of them speak. */
async function join(tokens, code, speakers) {
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const [[microphone], [camera]] = [media.getAudioTracks(), media.getVideoTracks()];
  for (const [number, token] of tokens.entries()) {
    await new Guest(token, number < speakers ? { microphone, camera } : { camera }).join(code);
  }
}

window.__guests = { join };
