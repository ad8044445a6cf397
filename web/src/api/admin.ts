// What those see and do who help to run the service.
import {
  answers,
  type AccountsAnswer,
  type AdminLogAnswer,
  type AdminLogLine,
  type OpenRoomsAnswer,
  type ServiceNode,
  type TimelineLine,
  type TimelinesAnswer,
  type WatchedParticipant,
  type WatchedParticipantsAnswer,
} from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type { AdminLogLine, ServiceNode, TimelineLine, WatchedParticipant };

const at = (code: string): string => `/admin/rooms/${encodeURIComponent(code)}`;
const query = (said: Record<string, string | number | null>): string =>
  new URLSearchParams(
    Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  ).toString();

export async function servers(): Promise<ServiceNode[]> {
  return (await request("GET", "/admin/servers", answers.ServersAnswer)).items;
}

export function openRooms(): Promise<OpenRoomsAnswer> {
  return request("GET", "/admin/rooms", answers.OpenRoomsAnswer);
}

export function watched(code: string, limit: number): Promise<WatchedParticipantsAnswer> {
  return request("GET", `${at(code)}/participants?${query({ limit })}`, answers.WatchedParticipantsAnswer);
}

/** A page of them, the newest first: of one participant, or of all. */
export function timelines(
  code: string,
  participant: string | null,
  before: number | null,
  limit: number,
): Promise<TimelinesAnswer> {
  return request("GET", `${at(code)}/timelines?${query({ participant, before, limit })}`, answers.TimelinesAnswer);
}

export function accounts(search: string, after: string | null, limit: number): Promise<AccountsAnswer> {
  return request("GET", `/admin/users?${query({ search, after, limit })}`, answers.AccountsAnswer);
}

export function adminLog(before: number | null, limit: number): Promise<AdminLogAnswer> {
  return request("GET", `/admin/log?${query({ before, limit })}`, answers.AdminLogAnswer);
}

export function removeFrom(code: string, participantId: string): Promise<void> {
  return request("DELETE", `${at(code)}/participants/${encodeURIComponent(participantId)}`, Nothing);
}

export function endMeeting(code: string): Promise<void> {
  return request("POST", `${at(code)}/end`, Nothing);
}

export async function sayTo(code: string, content: string): Promise<void> {
  await request("POST", `${at(code)}/messages`, answers.NewMessageAnswer, { body: { content } });
}
