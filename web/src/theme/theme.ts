// Light, dark, or as the system has it: kept in this browser, for all its tabs.
import "~/lib/standIns";

import { Store } from "~/lib/store";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "meetd.theme";

function kept(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

function apply(value: Theme): void {
  if (value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
}

/** Read it with `useReadable`; change it with `chooseTheme`. */
export const theme = new Store<Theme>(typeof window === "undefined" ? "system" : kept());

export function chooseTheme(value: Theme): void {
  localStorage.setItem(KEY, value);
  theme.set(value);
  apply(value);
}

/** For this page alone, as the page around it is; nothing is kept. */
export function showTheme(value: Theme): void {
  theme.set(value);
  apply(value);
}

export function followOtherTabs(): () => void {
  const follow = (event: StorageEvent): void => {
    if (event.key !== KEY) return;
    theme.set(kept());
    apply(kept());
  };
  window.addEventListener("storage", follow);
  return () => window.removeEventListener("storage", follow);
}

/** Runs before the first paint, so that nobody sees the other theme flash by. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem("${KEY}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;
