// Accounts and sign-ins.
import { announce } from "./account";
import { request } from "./client";
import { Nothing, Service, SessionsAnswer, UserAnswer, type Session, type User } from "./schemas";

export interface Registration {
  email: string;
  username: string;
  password: string;
}

/** Whether people can make accounts here; where that cannot be found out, they may try. */
export async function isRegistrationOpen(): Promise<boolean> {
  const service = await request("GET", "/service", Service, { anonymous: true }).catch(() => null);
  return service?.registration !== "closed";
}

export async function register(registration: Registration): Promise<User> {
  const body = registration;
  return entered((await request("POST", "/auth/register", UserAnswer, { body, anonymous: true })).user);
}

/** `login` is an email or a username. */
export async function signIn(login: string, password: string): Promise<User> {
  const body = { login, password };
  return entered((await request("POST", "/auth/login", UserAnswer, { body, anonymous: true })).user);
}

export async function signOut(): Promise<void> {
  await request("POST", "/auth/logout", Nothing);
  announce(null);
}

export async function me(): Promise<User> {
  return entered((await request("GET", "/users/me", UserAnswer)).user);
}

export async function sessions(signal?: AbortSignal): Promise<Session[]> {
  return (await request("GET", "/auth/sessions", SessionsAnswer, signal ? { signal } : {})).items;
}

export function endSession(id: string): Promise<void> {
  return request("DELETE", `/auth/sessions/${encodeURIComponent(id)}`, Nothing);
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return request("POST", "/auth/password", Nothing, { body: { currentPassword, newPassword } });
}

function entered(user: User): User {
  announce(user.id);
  return user;
}
