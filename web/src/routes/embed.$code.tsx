import { ApiError } from "~/api/errors";
import { findDoor } from "~/api/guests";
import { parseRoomCode } from "~/api/roomCode";
import { EmbeddedMeeting } from "~/pages/embed/EmbeddedMeeting";
import { tellFailure } from "~/pages/embed/useEmbedder";
import { doorByLink } from "~/pages/meeting/invitation";
import { showTheme, THEMES } from "~/theme/theme";

import type { Route } from "./+types/embed.$code";

export async function clientLoader({ params }: Route.ClientLoaderArgs) {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("theme");
  const theme = THEMES.find((one) => one === wanted);
  if (theme) showTheme(theme);
  const code = parseRoomCode(params.code) ?? params.code;
  try {
    return { door: (await doorByLink(code)) ?? (await findDoor(code)) };
  } catch (error) {
    tellFailure(error instanceof ApiError ? error.code : "unexpected");
    throw error;
  }
}

export default function EmbeddedPage({ loaderData }: Route.ComponentProps) {
  return <EmbeddedMeeting door={loaderData.door} />;
}
