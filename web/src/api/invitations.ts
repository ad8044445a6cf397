// Who is invited to a meeting, and where one is invited.
import { answers, type InvitationsAnswer, type VisitsAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}/invitations`;

export function invitees(code: string): Promise<InvitationsAnswer> {
  return request("GET", at(code), answers.InvitationsAnswer);
}

/** By email or username; answers with all who are invited. */
export function invite(code: string, people: readonly string[]): Promise<InvitationsAnswer> {
  return request("POST", at(code), answers.InvitationsAnswer, { body: { invitees: people } });
}

export function withdraw(code: string, invitee: string): Promise<void> {
  return request("DELETE", `${at(code)}/${encodeURIComponent(invitee)}`, Nothing);
}

export function invited(limit: number): Promise<VisitsAnswer> {
  return request("GET", `/users/me/invitations?limit=${String(limit)}`, answers.VisitsAnswer);
}
