// Accounts and sign-ins.
import { request } from "./client";
import { Nothing, SessionsAnswer, UserAnswer, type Session, type User } from "./schemas";

export interface Registration {
  email: string;
  username: string;
  password: string;
}

export async function register(registration: Registration): Promise<User> {
  const body = registration;
  return (await request("POST", "/auth/register", UserAnswer, { body, anonymous: true })).user;
}

/** `login` is an email or a username. */
export async function signIn(login: string, password: string): Promise<User> {
  const body = { login, password };
  return (await request("POST", "/auth/login", UserAnswer, { body, anonymous: true })).user;
}

export function signOut(): Promise<void> {
  return request("POST", "/auth/logout", Nothing);
}

export async function me(): Promise<User> {
  return (await request("GET", "/users/me", UserAnswer)).user;
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
