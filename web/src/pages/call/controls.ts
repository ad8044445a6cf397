// What the controls of a call do, wherever they are.
import type { Action } from "~/ui/keys";

export type PanelName = "chat" | "people";
export type Controls = Readonly<Record<Action, () => void>>;
