// Why a picture is not as good as it could be, in one sentence.
import type { QualityIssue, Tile } from "~/call/view";
import { isolated } from "~/ui/isolated";

export function whyBlurred(
  { reason }: QualityIssue,
  { local, username: name, source }: Pick<Tile, "local" | "username" | "source">,
): string {
  const username = isolated(name);
  switch (reason) {
    case "small":
      return "It was shown small until now. A sharper picture is on its way.";
    case "camera":
      return `${username}’s ${source} gives only a small or slow picture.`;
    case "paused":
      return "Pictures are paused: your connection is slow. Voices go on.";
    case "downlink":
      return "Your connection is slow right now.";
    case "ownProcessor":
      return "Your computer is too busy to show every picture.";
    case "uplink":
      return local
        ? "Your connection is slow: others see you less sharp."
        : `${username}’s connection is slow right now.`;
    case "processor":
      return local
        ? "Your computer is busy: others see you less sharp."
        : `${username}’s computer is too busy for a better picture.`;
  }
}
