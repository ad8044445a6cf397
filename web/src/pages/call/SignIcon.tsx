// How signs look: drawn, so that they are the same on every system.
import { createLucideIcon, Heart, Laugh, PartyPopper, ThumbsUp, type LucideIcon } from "lucide-react";

import type { Sign } from "~/call/view";
import { cx } from "~/lib/cx";

const Applause = createLucideIcon("applause", [
  ["path", { d: "M12 2v2.5", key: "middle" }],
  ["path", { d: "m7 3 1 2.2", key: "left" }],
  ["path", { d: "m17 3-1 2.2", key: "right" }],
  ["path", { d: "M11.3 20.6 6 15.3a1.5 1.5 0 0 1 2.1-2.1L4.9 10A1.5 1.5 0 0 1 7 7.9l6.2 6.2", key: "fingers" }],
  ["path", { d: "M13.2 14.1V9.6a1.5 1.5 0 0 1 3 0v5a6 6 0 0 1-1.7 4.3l-.6.6a4 4 0 0 1-2.6 1.1", key: "palm" }],
  ["path", { d: "M10.5 8.3a1.5 1.5 0 0 1 2.7-.6M16.2 9.4a1.5 1.5 0 0 1 3 .2v4.6a6 6 0 0 1-1.6 4", key: "behind" }],
]);

const Surprise = createLucideIcon("surprise", [
  ["circle", { cx: "12", cy: "12", r: "10", key: "face" }],
  ["circle", { cx: "12", cy: "16", r: "2.2", key: "mouth" }],
  ["path", { d: "M8.5 9h.01M15.5 9h.01", key: "eyes" }],
]);

const LOOKS: Record<Sign, { icon: LucideIcon; ground: string }> = {
  thumbsUp: { icon: ThumbsUp, ground: "bg-person-0" },
  heart: { icon: Heart, ground: "bg-danger-fill" },
  applause: { icon: Applause, ground: "bg-person-4" },
  laugh: { icon: Laugh, ground: "bg-person-5" },
  surprise: { icon: Surprise, ground: "bg-person-7" },
  party: { icon: PartyPopper, ground: "bg-person-1" },
};

export function SignIcon({ sign, className }: { sign: Sign; className?: string }) {
  const { icon: Icon, ground } = LOOKS[sign];
  return (
    <span aria-hidden className={cx("flex items-center justify-center rounded-full text-on-person", ground, className)}>
      <Icon className={cx("size-3/5", sign === "heart" && "fill-current")} />
    </span>
  );
}
