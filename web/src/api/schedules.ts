// When meetings are, where one was, and the calendar that other programs read.
import { answers, type AgendaAnswer, type CalendarAnswer, type VisitsAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing, type Room } from "./schemas";

export interface When {
  /** By the clock of the zone, as 2026-03-23T10:00. */
  startsAt: string;
  zone: string;
  minutes: number;
  rule: string | null;
}

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}/schedule`;

export function schedule(code: string, when: When): Promise<Room> {
  return request("PUT", at(code), answers.Room, { body: when });
}

export function unschedule(code: string): Promise<Room> {
  return request("DELETE", at(code), answers.Room);
}

export function agenda(): Promise<AgendaAnswer> {
  return request("GET", "/users/me/agenda", answers.AgendaAnswer);
}

export function visits(limit: number): Promise<VisitsAnswer> {
  return request("GET", `/users/me/visits?limit=${String(limit)}`, answers.VisitsAnswer);
}

/** One before is void from then on. */
export function openCalendar(): Promise<CalendarAnswer> {
  return request("POST", "/users/me/calendar", answers.CalendarAnswer);
}

export function closeCalendar(): Promise<void> {
  return request("DELETE", "/users/me/calendar", Nothing);
}

/** Where the browser downloads a meeting for a calendar. */
export const calendarOf = (room: Room): string => `/api/v1/rooms/${encodeURIComponent(room.code)}/calendar.ics`;
