// A small program of somebody who builds upon a meeting: it is compiled and run against a server.
import type { components, paths } from "meetd-api-types";

type Schemas = components["schemas"];

const { MEETD, KEY } = process.env;

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${MEETD}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error((await answer.text()) || String(answer.status));
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

type Inside =
  paths["/rooms/{code}/participants"]["get"]["responses"][200]["content"]["application/json"];

const wanted: Schemas["NewRoom"] = { name: "Algebra", settings: { access: "restricted" } };
const room = await ask<Schemas["Room"]>("PUT", "/rooms/by-id/lesson-42", wanted);
const ada: Schemas["NewJoinToken"] = { name: "Ada", role: "viewer", may: ["raise hand"] };
const made = await ask<Schemas["NewJoinTokenAnswer"]>("POST", `/rooms/${room.code}/tokens`, ada);
const inside = await ask<Inside>("GET", `/rooms/${room.code}/participants`);

// @ts-expect-error There is no such role.
const nobody: Schemas["NewJoinToken"] = { name: "Ada", role: "king" };
// @ts-expect-error It has a name.
const nameless: Schemas["NewJoinToken"] = { role: "viewer" };
// @ts-expect-error A room has no such field.
room.colour;

console.log(JSON.stringify({ role: made.token.role, count: inside.count, nobody, nameless }));
