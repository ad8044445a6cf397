// Signs that float up and fade, without a React render for any of them. Those that come close behind each
// other begin together, and what has floated goes with the next beginning: each change has the page
// computed and painted anew.

/** So many float at a time; the oldest gives way. */
const AT_ONCE = 40;
/** Milliseconds between two beginnings, at least. */
const APART = 400;
/** The newest of so many begin together: more than that nobody tells apart. */
const TOGETHER = 8;
const FLOATS: KeyframeAnimationOptions = { duration: 2600, easing: "ease-out" };
const UP: Keyframe[] = [
  { opacity: 0, transform: "scale(0.4)" },
  { opacity: 1, transform: "translateY(-1.5rem)", offset: 0.12 },
  { opacity: 1, transform: "translateY(-6rem)", offset: 0.7 },
  { opacity: 0, transform: "translateY(-8.5rem)" },
];
/** Where somebody wants nothing to move. */
const STILL: Keyframe[] = [{ opacity: 0 }, { opacity: 1, offset: 0.1 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }];

interface Coming {
  sample: Element;
  place: Element;
  name: string | null;
}

interface Floating {
  sign: HTMLElement;
  animation: Animation;
}

const coming: Coming[] = [];
let floating: Floating[] = [];
let begunAt = -Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Lets a copy of the sample float in the place, from somewhere near its lower edge. */
export function floatSign(sample: Element, place: Element, name: string | null): void {
  coming.push({ sample, place, name });
  if (coming.length > TOGETHER) coming.splice(coming.findIndex(isOthers), 1);
  beginSoon();
}

/** What oneself gives is seen whatever the others do. */
const isOthers = ({ place }: Coming): boolean => place.closest("[data-local='true']") === null;

function beginSoon(): void {
  timer ??= setTimeout(begin, Math.max(0, begunAt + APART - performance.now()));
}

function begin(): void {
  timer = undefined;
  begunAt = performance.now();
  const frames = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL : UP;
  const begun = coming.splice(0).filter(({ place }) => place.isConnected);
  const kept = floating.filter(({ animation }) => animation.playState !== "finished").slice(-(AT_ONCE - begun.length));
  for (const one of floating) if (!kept.includes(one)) end(one);
  floating = kept;
  // All are in the page before the first of them moves: an animation has the styles of all computed.
  for (const sign of begun.map(put)) {
    const animation = sign.animate(frames, FLOATS);
    animation.onfinish = beginSoon;
    floating.push({ sign, animation });
  }
}

function put({ sample, place, name }: Coming): HTMLElement {
  const sign = document.createElement("div");
  // Nothing is seen of it before and after.
  sign.className = "sign absolute bottom-[12%] flex -translate-x-1/2 flex-col items-center gap-1 opacity-0";
  sign.style.left = `${String(place.hasAttribute("data-signs") ? 20 + Math.random() * 60 : 4 + Math.random() * 16)}%`;
  sign.append(sample.cloneNode(true));
  if (name !== null) {
    const whose = document.createElement("span");
    whose.className = "max-w-32 truncate rounded-full bg-scrim px-2 py-0.5 text-xs font-medium text-on-stage";
    whose.textContent = name;
    sign.append(whose);
  }
  place.append(sign);
  return sign;
}

function end({ sign, animation }: Floating): void {
  // What goes on moving outside of the page has all of it drawn at every frame.
  animation.cancel();
  sign.remove();
}
