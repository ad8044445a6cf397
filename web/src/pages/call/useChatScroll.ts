// Where one is in a conversation: at its end, or reading, which newer and older messages do not disturb.
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

import type { ChatView } from "~/call/view";

/** Closer to an end than this, in pixels, is at it. */
const NEAR = 120;

export interface ChatScroll {
  list: RefObject<HTMLDivElement | null>;
  /** Messages came in below what is being read. */
  behind: boolean;
  onScroll: () => void;
  toEnd: () => void;
  showOlder: () => void;
  isAtEnd: () => boolean;
}

export function useChatScroll(chat: ChatView, loadOlder: () => Promise<void>): ChatScroll {
  const { entries, hasOlder, loadingOlder, olderFailed } = chat;
  const list = useRef<HTMLDivElement>(null);
  /** What was shown last, and how many pixels of it lay below what was seen. */
  const shown = useRef({ count: 0, last: "", lastSent: "", fromEnd: 0 });
  const asked = useRef(false);
  const [behind, setBehind] = useState(false);
  const [height, setHeight] = useState(0);
  const wantsOlder = hasOlder && !loadingOlder && !olderFailed;

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const { count, last, lastSent, fromEnd } = shown.current;
    const newest = entries.at(-1);
    // What could not be sent stays below what others send after it.
    const newestSent = entries.findLast((entry) => entry.state === "sent");
    const changed = newest?.key !== last || newestSent?.key !== lastSent;
    const added = changed && entries.length > count;
    const follows = fromEnd < NEAR || count === 0 || (newest?.state === "sending" && newest.key !== last);
    if (added && !follows) setBehind(true);
    // Whatever came in above, what is being read stays where it is.
    else element.scrollTop = element.scrollHeight - element.clientHeight - (added ? 0 : fromEnd);
    shown.current = {
      count: entries.length,
      last: newest?.key ?? "",
      lastSent: newestSent?.key ?? "",
      fromEnd: below(element),
    };
    // The button that asked for older ones goes with the last of them.
    if (asked.current && !hasOlder && document.activeElement === document.body) element.focus({ preventScroll: true });
    asked.current &&= hasOlder;
  }, [entries, hasOlder, loadingOlder, olderFailed, height]);

  useEffect(() => {
    const element = list.current;
    // Where nothing scrolls, nobody could ask for more by scrolling.
    if (element && wantsOlder && element.scrollHeight - element.clientHeight < NEAR) void loadOlder();
  }, [entries, wantsOlder, height, loadOlder]);

  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    shown.current.fromEnd = below(element);
    if (shown.current.fromEnd < NEAR) setBehind(false);
    if (element.scrollTop < NEAR && wantsOlder) void loadOlder();
  };
  const toEnd = (): void => {
    list.current?.scrollTo({ top: list.current.scrollHeight, behavior: "smooth" });
  };
  const showOlder = (): void => {
    asked.current = true;
    void loadOlder();
  };
  const isAtEnd = useCallback(() => shown.current.fromEnd < NEAR, []);
  return { list, behind, onScroll, toEnd, showOlder, isAtEnd };
}

function below(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}
