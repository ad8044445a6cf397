// The paths that go through the SFU, which the server knows by their producers and consumers.
import type { MediaPath } from "~/rtc/path";
import type { SfuPath } from "~/rtc/sfu/sfuPath";

export const throughSfu = (paths: readonly MediaPath[]): SfuPath[] =>
  paths.filter((path): path is SfuPath => path.mode === "sfu");
