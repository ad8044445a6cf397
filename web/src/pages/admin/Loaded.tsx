import type { ReactNode } from "react";

import { NotLoaded } from "~/ui/NotLoaded";
import { Skeleton } from "~/ui/Skeleton";

import type { Answer } from "./useAnswer";

interface Props<T> {
  answer: Answer<T>;
  again: () => void;
  children: (said: T) => ReactNode;
}

export function Loaded<T>({ answer, again, children }: Props<T>) {
  if (answer.state === "loading") return <Skeleton className="h-14" />;
  if (answer.state === "failed") return <NotLoaded why={answer.message} onRetry={again} />;
  return children(answer.said);
}
