// What a worker probes the bandwidth with is a stream like any other, which the browser has to be told of.
//
// mediasoup-client does so in a negotiation of its own after that of the first pictures, and until that is
// done the browser does not begin to connect. Here both are one.
import { detectDevice, Device, type types as mediasoup } from "mediasoup-client";
import { Chrome111 } from "mediasoup-client/handlers/Chrome111";
import { Firefox120 } from "mediasoup-client/handlers/Firefox120";
import { Safari12 } from "mediasoup-client/handlers/Safari12";
import { generateProbatorRtpParameters } from "mediasoup-client/ortc";

/** What mediasoup-client calls it. */
const PROBATOR = "probator";
const HANDLERS = [Chrome111, Firefox120, Safari12];

type Handler = Pick<mediasoup.HandlerInterface, "receive">;

/** A device that is told of pictures and of what probes for them at once. Throws where there is no WebRTC. */
export function deviceNegotiatingOnce(): Device {
  const name = detectDevice();
  const factory = HANDLERS.map((handler) => handler.createFactory()).find((one) => one.name === name);
  if (!factory) return new Device();
  return new Device({
    handlerFactory: {
      ...factory,
      factory: (options) => {
        const handler = factory.factory(options);
        negotiateOnce(handler);
        return handler;
      },
    },
  });
}

/** Has it take the probator with the first picture; when asked for that alone, it is there. */
export function negotiateOnce(handler: Handler): void {
  const receive = handler.receive.bind(handler);
  let probator: mediasoup.HandlerReceiveResult | undefined;
  handler.receive = async (asked) => {
    if (probator && asked.every(({ trackId }) => trackId === PROBATOR)) return [probator];
    const picture = asked.find(({ kind, trackId }) => kind === "video" && trackId !== PROBATOR);
    if (probator || !picture) return receive(asked);
    const rtpParameters = generateProbatorRtpParameters(picture.rtpParameters);
    const received = await receive([...asked, { trackId: PROBATOR, kind: "video", rtpParameters }]);
    probator = received.pop();
    return received;
  };
}
