import { data, replace } from "react-router";

import { parseRoomCode } from "~/api/roomCode";

import type { Route } from "./+types/$";

// Whatever no page is for; a meeting may be meant by it.
export function clientLoader({ params }: Route.ClientLoaderArgs) {
  const code = parseRoomCode(params["*"]);
  if (code !== null) throw replace(`/${code}`);
  throw data(null, { status: 404 });
}

export default function Nowhere() {
  return null;
}
