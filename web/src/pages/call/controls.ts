// What the controls of a call do, wherever they are.
import type { Action } from "~/ui/keys";

export type PanelName = "chat" | "people" | "activities";
export type Controls = Readonly<Record<Action, () => void>> & {
  readonly lead: () => void;
  readonly activities: () => void;
  readonly board: () => void;
};
