// What those see and do who help to run the service.
import {
  answers,
  type AccountsAnswer,
  type AdminLogAnswer,
  type AdminLogLine,
  type AdminWebhook,
  type AdminWebhooksAnswer,
  type LimitInForce,
  type OpenRoomsAnswer,
  type SamplesAnswer,
  type ServiceAccount,
  type ServiceNode,
  type ServiceSample,
  type TimelineLine,
  type TimelinesAnswer,
  type WatchedParticipant,
  type WatchedParticipantsAnswer,
} from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";
import type { DeadLetterPage } from "./webhooks";

export type {
  AdminLogLine,
  AdminWebhook,
  LimitInForce,
  SamplesAnswer,
  ServiceAccount,
  ServiceNode,
  ServiceSample,
  TimelineLine,
  WatchedParticipant,
};

const at = (code: string): string => `/admin/rooms/${encodeURIComponent(code)}`;
const query = (said: Record<string, string | number | null>): string =>
  new URLSearchParams(
    Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  ).toString();

export async function servers(): Promise<ServiceNode[]> {
  return (await request("GET", "/admin/servers", answers.ServersAnswer)).items;
}

const drain = (name: string): string => `/admin/servers/${encodeURIComponent(name)}/drain`;

/** Has a server give its meetings away, or as the only one end them, within so many seconds. */
export function drainServer(name: string, seconds: number): Promise<void> {
  return request("PUT", drain(name), Nothing, { body: { seconds } });
}

export function takeMeetings(name: string): Promise<void> {
  return request("DELETE", drain(name), Nothing);
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

/** What a server had to do in the last hours, or all together. */
export function samples(hours: number, server: string | null): Promise<SamplesAnswer> {
  return request("GET", `/admin/samples?${query({ hours, server })}`, answers.SamplesAnswer);
}

export async function limits(): Promise<LimitInForce[]> {
  return (await request("GET", "/admin/limits", answers.LimitsAnswer)).items;
}

/** A page of them, the newest first; `troubled`: only those of which something did not arrive. */
export function allWebhooks(troubled: boolean, cursor: string | null, limit: number): Promise<AdminWebhooksAnswer> {
  return request(
    "GET",
    `/admin/webhooks?${query({ troubled: String(troubled), cursor, limit })}`,
    answers.AdminWebhooksAnswer,
  );
}

const webhook = (id: string): string => `/admin/webhooks/${encodeURIComponent(id)}`;

export function deadLettersOf(id: string, after: number): Promise<DeadLetterPage> {
  return request("GET", `${webhook(id)}/deliveries?${query({ after })}`, answers.AdminDeadLettersAnswer);
}

/** One of them, or all. */
export async function replayOf(id: string, seq: number | null): Promise<void> {
  await request("POST", `${webhook(id)}${seq === null ? "" : `/deliveries/${seq}`}/replay`, answers.ReplayAnswer);
}

const admin = (id: string): string => `/admin/users/${encodeURIComponent(id)}/admin`;

export function makeAdmin(id: string): Promise<ServiceAccount> {
  return request("PUT", admin(id), answers.ServiceAccount);
}

/** `oneself`: whoever asks knows that it is their own. */
export function takeAdmin(id: string, oneself: boolean): Promise<void> {
  return request("DELETE", `${admin(id)}${oneself ? "?oneself=true" : ""}`, Nothing);
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
