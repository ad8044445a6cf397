// How much of the page's lower end a keyboard on the screen lies over, where it does not make the page smaller (iOS):
// what is fixed there ends above it, by `--covered`.

/** More than this is a picture made larger by fingers. */
const LARGER = 1.01;

export function followKeyboard(): (() => void) | undefined {
  const seen = window.visualViewport;
  if (!seen) return undefined;
  const note = (): void => {
    const below = seen.scale > LARGER ? 0 : Math.round(window.innerHeight - seen.offsetTop - seen.height);
    document.documentElement.style.setProperty("--covered", `${Math.max(0, below)}px`);
  };
  note();
  for (const event of ["resize", "scroll"]) seen.addEventListener(event, note);
  return () => {
    for (const event of ["resize", "scroll"]) seen.removeEventListener(event, note);
  };
}
