// One address of a relay: two ends in this page, each of which may be reached over it alone, send to each other.
import { pause, until, within } from "./deadline";
import { ill, left, poor, well, type Code, type Outcome, type RelayWay } from "./finding";

/** Milliseconds in which a relay gives a place, also over TCP and TLS. */
const PLACE_LIMIT = 12_000;
/** Milliseconds for what else there is, once there is a place: it may have some of each family. */
const MORE = 400;
/** Milliseconds in which something comes over it, and back. */
const BACK_LIMIT = 8000;

const URL_PARTS = /^(turns?):(?:\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(\w+))?$/;

/** How a relay is reached, by its URL; null: it is none. */
export function wayOf(url: string): RelayWay | null {
  const parts = URL_PARTS.exec(url);
  if (!parts) return null;
  const tls = parts[1] === "turns";
  const transport = tls ? "TLS" : parts[3] === "tcp" ? "TCP" : "UDP";
  return { transport, port: parts[2] === undefined ? (tls ? 5349 : 3478) : Number(parts[2]) };
}

export async function lookAtRelay(server: RTCIceServer, signal: AbortSignal): Promise<Outcome> {
  const options: RTCConfiguration = { iceServers: [server], iceTransportPolicy: "relay" };
  const here = new RTCPeerConnection(options);
  const there = new RTCPeerConnection(options);
  try {
    const began = performance.now();
    const channel = here.createDataChannel("check");
    there.ondatachannel = ({ channel: its }) => {
      its.onmessage = () => its.send("back");
    };
    const back = new Promise<void>((resolve) => {
      channel.onopen = () => channel.send("there");
      channel.onmessage = () => resolve();
    });
    const found = gathered(here, "relay", within(signal, PLACE_LIMIT));
    await here.setLocalDescription();
    const refusal = await found;
    if (refusal !== null) return ill(refusal);
    await there.setRemoteDescription(described(here));
    const also = gathered(there, "relay", within(signal, PLACE_LIMIT));
    await there.setLocalDescription();
    const full = await also;
    if (full !== null) return ill(full);
    const delay = Math.round(performance.now() - began);
    await here.setRemoteDescription(described(there));
    await until(back, within(signal, BACK_LIMIT));
    return well("relay", { delay });
  } catch {
    signal.throwIfAborted();
    return ill("relayMute");
  } finally {
    here.close();
    there.close();
  }
}

/** Whether a STUN server says under which address it sees this browser. */
export async function lookAtStun(server: RTCIceServer | undefined, signal: AbortSignal): Promise<Outcome> {
  if (!server) return left("stunNone");
  const connection = new RTCPeerConnection({ iceServers: [server] });
  try {
    connection.createDataChannel("check");
    const found = gathered(connection, "srflx", within(signal, PLACE_LIMIT));
    await connection.setLocalDescription();
    // One that says the address which this browser has already says nothing new, and browsers do not show it.
    return (await found) === null ? well("stun") : poor("noStun");
  } catch {
    signal.throwIfAborted();
    return poor("noStun");
  } finally {
    connection.close();
  }
}

function described(connection: RTCPeerConnection): RTCSessionDescriptionInit {
  if (!connection.localDescription) throw new Error("Nothing is described.");
  return connection.localDescription;
}

/** Waits until there is a candidate of that type. Why there is none, else null. */
async function gathered(
  connection: RTCPeerConnection,
  type: "relay" | "srflx",
  signal: AbortSignal,
): Promise<Code | null> {
  const found: { given: boolean; reason: Code | null } = { given: false, reason: null };
  const over = new Promise<void>((resolve) => {
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) resolve();
      else if (!found.given && (candidate.type ?? candidate.candidate).includes(type)) {
        found.given = true;
        void pause(MORE, signal).then(resolve);
      }
    };
    connection.onicecandidateerror = (event) => {
      found.reason = worse(found.reason, reasonOf(event));
    };
  });
  await until(over, signal).catch(() => undefined);
  if (found.given || (type === "srflx" && found.reason === null && !signal.aborted)) return null;
  return found.reason ?? "relayGone";
}

/** What a relay itself says goes before what is not heard of it, as over the family that it does not have. */
function worse(known: Code | null, code: Code): Code {
  return known === null || known === "relayGone" ? code : known;
}

function reasonOf({ errorCode, errorText }: RTCPeerConnectionIceErrorEvent): Code {
  if (errorCode === 401 || errorCode === 403) return "relayRefuses";
  if (errorCode === 486 || errorCode === 508) return "relayFull";
  return /lookup|resolv/i.test(errorText) ? "relayUnknown" : "relayGone";
}
