import { cx } from "~/lib/cx";

import { colourOf, initialsOf } from "./person";

const COLOURS = [
  "bg-person-0",
  "bg-person-1",
  "bg-person-2",
  "bg-person-3",
  "bg-person-4",
  "bg-person-5",
  "bg-person-6",
  "bg-person-7",
] as const;

const SIZES = {
  sm: "size-8 text-xs",
  md: "size-10 text-sm",
  lg: "size-16 text-lg",
  /** As large as its tile allows; the tile is a size container. */
  tile: "size-[clamp(2rem,38cqmin,8rem)] text-[clamp(0.75rem,15cqmin,3rem)]",
} as const;

interface Props {
  userId: string;
  name: string;
  /** The hash of the picture that stands for them. */
  picture?: string | null | undefined;
  size?: keyof typeof SIZES;
}

/** A person where no camera shows them: their picture, or initials on a colour that is always theirs. */
export function Avatar({ userId, name, picture, size = "md" }: Props) {
  return (
    <span
      aria-hidden
      className={cx(
        "relative inline-flex shrink-0 items-center justify-center overflow-hidden rounded-full font-medium text-on-person select-none",
        COLOURS[colourOf(userId, COLOURS.length)],
        SIZES[size],
      )}
    >
      {initialsOf(name)}
      {picture && (
        <img
          key={picture}
          src={`/api/v1/pictures/${picture}`}
          alt=""
          draggable={false}
          // What does not come leaves the initials.
          onError={({ currentTarget }) => currentTarget.remove()}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}
