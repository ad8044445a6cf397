import { beforeEach, expect, it, vi } from "vitest";

import { IDENTITY } from "~/rtc/frameTransform";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { BothTransports } from "~/protocol/generated";

import { SfuPath } from "./sfuPath";

type Connect = (what: { dtlsParameters: object }, done: () => void) => void;

const transports = vi.hoisted(() => new Map<string, { closed: boolean; connect?: Connect | undefined }>());
vi.mock("./device", () => {
  const create = ({ id }: { id: string }): object => {
    const transport = {
      id,
      closed: false,
      connectionState: "new",
      on: (event: string, listener: Connect) => {
        if (event === "connect") transport.connect = listener;
      },
      connect: undefined as Connect | undefined,
      close: () => (transport.closed = true),
    };
    transports.set(id, transport);
    return transport;
  };
  return { deviceFor: () => Promise.resolve({ createSendTransport: create, createRecvTransport: create }) };
});

/** A path whose transports are there once the test answers for them. */
function building(ready?: BothTransports) {
  const answers = new Map<string, (refused?: string) => void>();
  const told: [string, unknown][] = [];
  const failed: string[] = [];
  let offline = false;
  const requests: Requests = {
    request: (event: string, data: object) => {
      if (event !== "sfu:transport:create") {
        told.push([event, Object.values(data)[0]]);
        return offline ? Promise.reject(new SignalingError("offline", "")) : Promise.resolve({} as never);
      }
      const { direction } = data as { direction: string };
      return new Promise((resolve, reject) => {
        answers.set(direction, (refused) => {
          if (refused === undefined) resolve({ id: direction } as never);
          else reject(new SignalingError(refused, refused));
        });
      });
    },
  };
  const path = new SfuPath({
    routerId: "r1",
    ready: ready ?? null,
    routerRtpCapabilities: {},
    iceServers: [],
    requests,
    transform: IDENTITY,
    listener: { onTrack: () => undefined, onTrackGone: () => undefined, onFailed: (reason) => failed.push(reason) },
    codec: () => "VP8",
  });
  const idle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  const answer = async (direction: "send" | "recv", refused?: string): Promise<void> => {
    await idle();
    answers.get(direction)?.(refused);
    await idle();
  };
  return { path, failed, told, answer, goOffline: (away: boolean) => (offline = away) };
}

beforeEach(() => {
  transports.clear();
});

it("is there once both ways are", async () => {
  const { path, failed, answer } = building();
  await answer("send");
  expect(path.state.get()).toBe("connecting");
  await answer("recv");
  expect(path.state.get()).toBe("connected");
  expect([path.isLost, failed]).toEqual([false, []]);
});

it("is lost when one way is refused, and leaves nothing of the other", async () => {
  const { path, failed, told, answer } = building();
  await answer("recv", "timeout");
  await answer("send");
  expect([path.isLost, failed]).toEqual([true, ["timeout"]]);
  expect(path.state.get()).toBe("connecting");
  path.close();
  expect(transports.get("send")?.closed).toBe(true);
  expect(told).toEqual([["sfu:transport:close", "send"]]);
});

it("ends what comes after it was closed", async () => {
  const { path, failed, told, answer } = building();
  path.close();
  await answer("send");
  await answer("recv");
  expect([...transports.values()].map(({ closed }) => closed)).toEqual([true, true]);
  expect(told).toEqual([
    ["sfu:transport:close", "send"],
    ["sfu:transport:close", "recv"],
  ]);
  expect(failed).toEqual([]);
});

it("is lost with a transport that the server closed, and with no other", async () => {
  const { path, failed, answer } = building();
  await answer("send");
  await answer("recv");
  path.transportClosed("another");
  expect(path.isLost).toBe(false);
  path.transportClosed("recv");
  expect(path.isLost).toBe(true);
  expect(failed).toHaveLength(1);
});

it("asks for no transport that came with the join", async () => {
  const made = { iceParameters: {}, iceCandidates: [], dtlsParameters: {} };
  const ready = { routerId: "r1", send: { id: "send", ...made }, recv: { id: "recv", ...made } };
  const { path, told, answer } = building(ready as never);
  await answer("send");
  expect(path.state.get()).toBe("connected");
  path.close();
  expect(told).toEqual([
    ["sfu:transport:close", "send"],
    ["sfu:transport:close", "recv"],
  ]);
});

it("connects without waiting for the answer, and says it again when it was offline", async () => {
  const { path, failed, told, answer, goOffline } = building();
  await answer("send");
  await answer("recv");
  goOffline(true);
  const done = vi.fn();
  transports.get("recv")?.connect?.({ dtlsParameters: {} }, done);
  expect(done).toHaveBeenCalledOnce();
  await answer("recv");
  goOffline(false);
  path.restart();
  expect(told).toEqual([
    ["sfu:transport:connect", "recv"],
    ["sfu:transport:connect", "recv"],
  ]);
  await answer("recv");
  path.restart();
  expect(told).toHaveLength(2);
  expect(failed).toEqual([]);
});
