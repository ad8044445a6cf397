// Accounts and sign-ins.
import { answers, type UserAnswer } from "~/protocol/answers";

import { announce } from "./account";
import { request } from "./client";
import { patiently } from "./patience";
import { Nothing, type Session, type User } from "./schemas";

export interface Registration {
  email: string;
  username: string;
  password: string;
}

/** Whether people can make accounts here; where that cannot be found out, they may try. */
export async function isRegistrationOpen(): Promise<boolean> {
  const service = await request("GET", "/service", answers.ServiceAnswer, { anonymous: true }).catch(() => null);
  return service?.registration !== "closed";
}

export async function register(registration: Registration): Promise<User> {
  return enter("/auth/register", registration);
}

/** `login` is an email or a username. */
export async function signIn(login: string, password: string): Promise<User> {
  return enter("/auth/login", { login, password });
}

export async function signOut(): Promise<void> {
  await request("POST", "/auth/logout", Nothing);
  announce(null);
}

export async function me(): Promise<User> {
  return entered(await request("GET", "/users/me", answers.UserAnswer));
}

export async function sessions(signal?: AbortSignal): Promise<Session[]> {
  return (await request("GET", "/auth/sessions", answers.SessionsAnswer, signal ? { signal } : {})).items;
}

export function endSession(id: string): Promise<void> {
  return request("DELETE", `/auth/sessions/${encodeURIComponent(id)}`, Nothing);
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return request("POST", "/auth/password", Nothing, { body: { currentPassword, newPassword } });
}

/** A whole course comes in at once, and the server looks at one password after the other. */
async function enter(path: string, body: object): Promise<User> {
  return entered(await patiently(() => request("POST", path, answers.UserAnswer, { body, anonymous: true })));
}

function entered({ user, ...beside }: UserAnswer): User {
  announce(user.id);
  return { ...user, ...beside };
}
