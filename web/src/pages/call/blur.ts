// Why a picture is not as good as it could be, in one sentence.
import type { QualityIssue, Tile } from "~/call/view";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

export function whyBlurred(
  { reason }: QualityIssue,
  { local, username: name, source }: Pick<Tile, "local" | "username" | "source">,
): string {
  const username = isolated(name);
  switch (reason) {
    case "small":
      return t.quality.small;
    case "camera":
      return t.quality.weakSource(username, source);
    case "paused":
      return t.quality.paused;
    case "downlink":
      return t.quality.downlink;
    case "ownProcessor":
      return t.quality.ownProcessor;
    case "uplink":
      return local ? t.quality.ownUplink : t.quality.uplinkOf(username);
    case "processor":
      return local ? t.quality.ownBusy : t.quality.busyOf(username);
  }
}
