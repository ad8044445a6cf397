// Stands in for react-remove-scroll, which Radix uses: the page behind a dialog does not scroll.
// The original injects style elements, and the page's policy allows none.
import { createElement, useEffect, type ElementType, type ReactNode } from "react";

interface Props {
  as?: ElementType;
  enabled?: boolean;
  children?: ReactNode;
}

let locks = 0;

function lock(): () => void {
  const { style } = document.documentElement;
  if (locks++ === 0) {
    const bar = window.innerWidth - document.documentElement.clientWidth;
    style.overflow = "hidden";
    if (bar > 0) style.paddingRight = `${bar}px`;
  }
  return () => {
    if (--locks > 0) return;
    style.overflow = "";
    style.paddingRight = "";
  };
}

export function RemoveScroll({ as = "div", enabled = true, children }: Props) {
  useEffect(() => (enabled ? lock() : undefined), [enabled]);
  return createElement(as, null, children);
}
