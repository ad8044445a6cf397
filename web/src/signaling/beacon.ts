// The last word of a page that goes away. With the page the browser ends all requests of long polling, and what it
// was to send is lost; a beacon is not. Where both arrive, the second finds nobody.
import type { Socket } from "socket.io-client";

/** The request `leave`, as Engine.IO and Socket.IO write it. */
const LEAVE_PACKET = '42["leave",{}]';

export function leaveByBeacon(socket: Socket): void {
  const { engine } = socket.io;
  if (!socket.connected || engine.transport.name !== "polling" || !("sendBeacon" in navigator)) return;
  navigator.sendBeacon(`/socket.io/?EIO=4&transport=polling&sid=${encodeURIComponent(engine.id)}`, LEAVE_PACKET);
}
