// Meetings, as their host and their guests see them.
import { answers, type RoomsAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing, type Room } from "./schemas";

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}`;

export function createRoom(name?: string | null): Promise<Room> {
  return request("POST", "/rooms", answers.Room, { body: name ? { name } : {} });
}

export function findRoom(code: string, signal?: AbortSignal): Promise<Room> {
  return request("GET", at(code), answers.Room, signal ? { signal } : {});
}

export function myRooms(cursor: string | null, limit: number): Promise<RoomsAnswer> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
  return request("GET", `/rooms?${query.toString()}`, answers.RoomsAnswer);
}

export function renameRoom(code: string, name: string): Promise<Room> {
  return request("PATCH", at(code), answers.Room, { body: { name } });
}

export function deleteRoom(code: string): Promise<void> {
  return request("DELETE", at(code), Nothing);
}
