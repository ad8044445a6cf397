// A page's end of a transport, with mediasoup's own client; `signal` is the test's.
import { Device } from "mediasoup-client";

async function transport(direction, { capabilities, parameters }) {
  const device = new Device();
  await device.load({ routerRtpCapabilities: capabilities });
  const its = direction === "send" ? device.createSendTransport(parameters) : device.createRecvTransport(parameters);
  its.on("connect", (details, done, failed) => signal("connect", details).then(done, failed));
  its.on("produce", (details, done, failed) => signal("produce", details).then((id) => done({ id }), failed));
  return [device, its];
}

let receiving;

window.client = {
  // Sends the camera in two sizes.
  async send(description) {
    const [, its] = await transport("send", description);
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    const encodings = [{ scaleResolutionDownBy: 2, maxBitrate: 150_000 }, { maxBitrate: 600_000 }];
    await its.produce({ track: stream.getVideoTracks()[0], encodings });
  },
  // What it can receive.
  async prepare(description) {
    const [device, its] = await transport("receive", description);
    receiving = its;
    return device.recvRtpCapabilities;
  },
  // Shows a consumer.
  async show(description) {
    const { track } = await receiving.consume(description);
    const video = document.querySelector("video");
    video.srcObject = new MediaStream([track]);
    video.play();
  },
};
