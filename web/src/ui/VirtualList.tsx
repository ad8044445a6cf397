// A list of which only the rows in sight are drawn, each as high as the others.
import { useState, type ReactNode } from "react";

import { cx } from "~/lib/cx";
import { useSize } from "~/lib/useSize";

/** Rows beyond those in sight, at each end: to scroll shows no gap. */
const BEYOND = 8;

interface Props<T> {
  /** What a screen reader calls it. */
  label: string;
  items: readonly T[];
  /** Pixels. */
  rowHeight: number;
  keyOf: (item: T) => string;
  /** What is in a row. */
  children: (item: T) => ReactNode;
  className?: string;
}

export function VirtualList<T>({ label, items, rowHeight, keyOf, children, className }: Props<T>) {
  const [{ height }, measure] = useSize();
  const [row, setRow] = useState(0);
  // Who has the focus stays, also out of sight: it would be lost with its row.
  const [focused, setFocused] = useState<string | null>(null);
  const first = Math.max(0, Math.min(row, items.length - Math.floor(height / rowHeight)) - BEYOND);
  const end = Math.min(items.length, row + Math.ceil(height / rowHeight) + 1 + BEYOND);
  const rows = items.slice(first, end).map((item, index) => ({ item, position: first + index }));
  const away = focused === null ? -1 : items.findIndex((item) => keyOf(item) === focused);
  const kept = items[away];
  if (kept !== undefined && (away < first || away >= end)) rows.push({ item: kept, position: away });
  return (
    <div
      ref={measure}
      className={cx("overflow-y-auto", className)}
      // By the keyboard it is scrolled like any other.
      tabIndex={0}
      onScroll={({ currentTarget }) => setRow(Math.floor(currentTarget.scrollTop / rowHeight))}
    >
      <ul aria-label={label} className="relative" style={{ height: items.length * rowHeight }}>
        {rows.map(({ item, position }) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={position + 1}
            className="absolute inset-x-0"
            style={{ top: position * rowHeight, height: rowHeight }}
            onFocus={() => setFocused(keyOf(item))}
            onBlur={() => setFocused(null)}
          >
            {children(item)}
          </li>
        ))}
      </ul>
    </div>
  );
}
