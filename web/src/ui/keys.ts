// Keys that do what controls do, and how they are written.
import { t } from "~/text/t";

export interface Shortcut {
  /** KeyboardEvent.code: the place of the key, whatever letter the layout or Alt make of it. */
  code: string;
  /** With Ctrl, or ⌘ on a Mac; and with Alt too. */
  alt?: boolean;
}

export const SHORTCUTS = {
  microphone: { code: "KeyD" },
  camera: { code: "KeyE" },
  chat: { code: "KeyC", alt: true },
  people: { code: "KeyP", alt: true },
  present: { code: "KeyS", alt: true },
  hand: { code: "KeyH", alt: true },
  settings: { code: "KeyO", alt: true },
  leave: { code: "KeyL", alt: true },
} as const satisfies Record<string, Shortcut>;

export type Action = keyof typeof SHORTCUTS;

const isMac = typeof navigator !== "undefined" && navigator.userAgent.includes("Mac");

export function keysOf(action: Action, mac = isMac): string {
  const { code, alt }: Shortcut = SHORTCUTS[action];
  const key = code.replace("Key", "");
  return mac ? `⌘ ${alt ? "⌥ " : ""}${key}` : [t.keys.control, ...(alt ? [t.keys.alt] : []), key].join(" + ");
}

type Pressed = Pick<KeyboardEvent, "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function actionOf(event: Pressed, mac = isMac): Action | null {
  if (event.shiftKey || !(mac ? event.metaKey : event.ctrlKey)) return null;
  for (const [action, shortcut] of Object.entries(SHORTCUTS) as [Action, Shortcut][]) {
    if (shortcut.code === event.code && (shortcut.alt ?? false) === event.altKey) return action;
  }
  return null;
}
