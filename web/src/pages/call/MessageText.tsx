// What somebody wrote, with its simple formatting.
import { Fragment, useMemo, type ReactNode } from "react";

import { t } from "~/text/t";

import { blocks, type Block, type Inline } from "./format";

/** Each line runs as its own letters do. */
const TEXT = "text-start wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]";
const CODE = "rounded-sm bg-fill px-1 font-mono text-sm";

export function MessageText({ text }: { text: string }) {
  const parsed = useMemo(() => blocks(text), [text]);
  return parsed.map((block, index) => <Fragment key={index}>{drawn(block)}</Fragment>);
}

function drawn(block: Block): ReactNode {
  switch (block.kind) {
    case "text":
      return (
        <p dir="auto" className={TEXT}>
          {inside(block.children)}
        </p>
      );
    case "quote":
      return (
        <blockquote dir="auto" className={`${TEXT} border-s-2 border-line ps-3 text-ink-muted`}>
          {inside(block.children)}
        </blockquote>
      );
    case "code":
      return (
        <pre dir="ltr" tabIndex={0} className="my-1 overflow-x-auto rounded-md bg-fill p-2 font-mono text-sm">
          {block.text}
        </pre>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        <li key={index} className={TEXT}>
          {inside(item)}
        </li>
      ));
      return block.first === null ? (
        <ul dir="auto" className="list-disc ps-6">
          {items}
        </ul>
      ) : (
        <ol dir="auto" start={block.first} className="list-decimal ps-6">
          {items}
        </ol>
      );
    }
  }
}

function inside(children: readonly Inline[]): ReactNode[] {
  return children.map((one, index) => {
    switch (one.kind) {
      case "text":
        return one.text;
      case "code":
        return (
          <code key={index} className={CODE}>
            {one.text}
          </code>
        );
      case "strong":
        return <strong key={index}>{inside(one.children)}</strong>;
      case "em":
        return <em key={index}>{inside(one.children)}</em>;
      case "link":
        return (
          <Fragment key={index}>
            <a
              dir={one.host === null || one.text.startsWith("http") ? "ltr" : "auto"}
              href={one.href}
              target="_blank"
              rel="noreferrer noopener"
              className="text-accent underline underline-offset-2"
            >
              {one.text}
            </a>
            {one.host !== null && <bdi className="text-ink-muted"> {t.chat.leadsTo(one.host)}</bdi>}
          </Fragment>
        );
    }
  });
}
