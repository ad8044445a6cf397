import { findRoom } from "~/api/rooms";
import { requireUser } from "~/api/session";

import type { Route } from "./+types/$code";

export async function clientLoader({ request, params }: Route.ClientLoaderArgs) {
  const user = await requireUser(request.url);
  return { user, room: await findRoom(params.code) };
}

export default function Meeting() {
  return null;
}
