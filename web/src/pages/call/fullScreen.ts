// The page on the whole screen: also what lies over the call, such as menus and dialogs.
import type { Readable } from "~/lib/store";

export const fullScreen: Readable<boolean> = {
  get: () => document.fullscreenElement !== null,
  subscribe: (listener) => {
    document.addEventListener("fullscreenchange", listener);
    return () => document.removeEventListener("fullscreenchange", listener);
  },
};

export function toggleFullScreen(): void {
  const done = fullScreen.get() ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  // The browser, or who looks after the machine, may refuse.
  done.catch(() => undefined);
}
