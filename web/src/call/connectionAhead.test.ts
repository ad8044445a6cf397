import { beforeEach, expect, it, vi } from "vitest";

import { newest, stubPage, type FakeSocket } from "~test/fakeSocket";

import { ConnectionAhead } from "./connectionAhead";

vi.mock("socket.io-client", () => import("~test/fakeSocket"));

let socket: FakeSocket;
let ahead: ConnectionAhead;

beforeEach(() => {
  stubPage();
  ahead = new ConnectionAhead("ada", () => Promise.resolve(true), "abc-defg-hij");
  socket = newest();
});

it("is given once, and then to be closed by who has it", () => {
  const connection = ahead.take("ada");
  expect(connection).toBeDefined();
  expect(ahead.take("ada")).toBeUndefined();
  socket.come();
  ahead.close();
  expect(connection?.isConnected).toBe(true);
  connection?.close();
});

it("says which room it is for, so that it comes to the server that has it", () => {
  expect(socket.io.opts.query).toEqual({ room: "abc-defg-hij" });
});

it("is not given to another account, and ends with the page", () => {
  socket.come();
  expect(ahead.take("ben")).toBeUndefined();
  ahead.close();
  expect(ahead.take("ada")).toBeUndefined();
  expect(socket.connected).toBe(false);
});
