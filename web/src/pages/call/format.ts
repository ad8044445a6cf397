// Simple formatting of messages, as a tree: **bold**, *italic*, _italic_, `code`, code between lines of ```,
// lists, quotes, links. What is no formatting stays the text that it is. Takes time in proportion to the text.
import { pieces } from "./links";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  /** `host`: where it leads, when its text does not say so. */
  | { kind: "link"; text: string; href: string; host: string | null }
  | { kind: "strong" | "em"; children: Inline[] };

export type Block =
  | { kind: "text" | "quote"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; first: number | null; items: Inline[][] };

const FENCE = "```";
const QUOTED = /^> ?/;
const ITEM = /^(?:[-*]|(\d{1,9})[.)]) +(?=\S)/;
const NAMED = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()]{1,2000})\)/g;
const WORD = /[\p{L}\p{M}\p{N}_]/u;

type LineKind = "text" | "quote" | "item" | "number";

export function blocks(text: string): Block[] {
  const lines = text.split("\n");
  const fences = lines.flatMap((line, index) => (line.trimEnd() === FENCE ? [index] : []));
  const found: Block[] = [];
  // Fences come in pairs: what is behind the last pair is none.
  const pairs = fences.length >> 1;
  let at = 0;
  for (let pair = 0; pair <= pairs; pair += 1) {
    const [opening = lines.length, closing = lines.length] = pair < pairs ? fences.slice(2 * pair, 2 * pair + 2) : [];
    while (at < opening) {
      const kind = kindOf(lines[at]);
      let end = at + 1;
      while (end < opening && kindOf(lines[end]) === kind) end += 1;
      found.push(blockOf(kind, lines.slice(at, end)));
      at = end;
    }
    if (pair < pairs) found.push({ kind: "code", text: lines.slice(opening + 1, closing).join("\n") });
    at = closing + 1;
  }
  return found;
}

function kindOf(line = ""): LineKind {
  if (QUOTED.test(line)) return "quote";
  const item = ITEM.exec(line);
  return item === null ? "text" : item[1] === undefined ? "item" : "number";
}

function blockOf(kind: LineKind, lines: readonly string[]): Block {
  if (kind === "text") return { kind, children: inlines(lines.join("\n")) };
  if (kind === "quote") return { kind, children: inlines(lines.map((line) => line.replace(QUOTED, "")).join("\n")) };
  const first = kind === "number" ? Number(ITEM.exec(lines[0] ?? "")?.[1] ?? 1) : null;
  return { kind: "list", first, items: lines.map((line) => inlines(line.replace(ITEM, ""))) };
}

/** Code first, then links, then what is bold or italic around them. */
export function inlines(text: string): Inline[] {
  const line = new Line();
  const marks = [...text.matchAll(/`+/g)].filter(([mark]) => mark.length === 1).map(({ index }) => index);
  let at = 0;
  for (let one = 0; one + 1 < marks.length; one += 1) {
    const [start = 0, end = 0] = marks.slice(one, one + 2);
    const code = text.slice(start + 1, end);
    if (code.trim() === "" || code.includes("\n")) continue;
    addLinked(line, text.slice(at, start));
    line.add({ kind: "code", text: code });
    at = end + 1;
    one += 1;
  }
  addLinked(line, text.slice(at));
  return line.close();
}

function addLinked(line: Line, text: string): void {
  let at = 0;
  for (const match of text.matchAll(NAMED)) {
    const [whole, name = "", href = ""] = match;
    if (!URL.canParse(href)) continue;
    addAddresses(line, text.slice(at, match.index));
    line.add({ kind: "link", text: name, href, host: hostBeside(name, href) });
    at = match.index + whole.length;
  }
  addAddresses(line, text.slice(at));
}

function addAddresses(line: Line, text: string): void {
  for (const { text: part, href } of pieces(text)) {
    if (href === undefined) line.write(part);
    else line.add({ kind: "link", text: part, href, host: hostBeside(part, href) });
  }
}

/** The host of an address, unless that is what its text begins with. */
function hostBeside(text: string, href: string): string | null {
  const { host } = new URL(href);
  const shown = /^(?:https?:\/\/)?([^/?#]*)/i.exec(text)?.[1]?.toLowerCase().replace(/\.$/, "") ?? "";
  const plain = host.replace(/\.$/, "");
  return shown === plain || shown.replace(/:(80|443)$/, "") === plain ? null : plain;
}

interface Mark {
  mark: string;
}

/** What stands in a line, and what is bold or italic of it: a mark closes the last one of its kind. */
class Line {
  readonly #parts: (Inline | Mark)[] = [];

  add(inline: Inline): void {
    this.#parts.push(inline);
  }

  write(text: string): void {
    for (const part of text.split(/(\*+|_)/)) {
      if (part === "") continue;
      if (part === "_" || (part.startsWith("*") && part.length <= 3)) this.#parts.push({ mark: part });
      else this.#parts.push({ kind: "text", text: part });
    }
  }

  close(): Inline[] {
    const out: (Inline | Mark)[] = [];
    /** At most one of each kind. */
    const open: { mark: string; at: number }[] = [];
    this.#parts.forEach((part, index) => {
      if (!("mark" in part)) {
        out.push(part);
        return;
      }
      const left = lastOf(this.#parts[index - 1]);
      const right = firstOf(this.#parts[index + 1]);
      let { mark } = part;
      if (left.trim() !== "" && !WORD.test(right)) {
        for (let inner = open.length - 1; inner >= 0; inner -= 1) {
          const opened = open[inner];
          if (!opened || !mark.startsWith(opened.mark) || opened.at === out.length - 1) continue;
          const children = plain(out.splice(opened.at).slice(1));
          out.push({ kind: opened.mark === "**" ? "strong" : "em", children });
          open.length = inner;
          mark = mark.slice(opened.mark.length);
        }
      }
      const opens = right.trim() !== "" && !WORD.test(left);
      for (const one of mark === "***" ? ["**", "*"] : mark === "" ? [] : [mark]) {
        if (opens && !open.some((other) => other.mark === one)) open.push({ mark: one, at: out.length });
        out.push({ mark: one });
      }
    });
    return plain(out);
  }
}

/** What is no text is like a sign beside it. */
function lastOf(part: Inline | Mark | undefined): string {
  if (part === undefined) return "";
  return "mark" in part || part.kind !== "text" ? "." : (Array.from(part.text.slice(-2)).at(-1) ?? "");
}

function firstOf(part: Inline | Mark | undefined): string {
  if (part === undefined) return "";
  return "mark" in part || part.kind !== "text" ? "." : (Array.from(part.text.slice(0, 2))[0] ?? "");
}

/** Marks that nothing closed are text; texts beside each other are one. */
function plain(all: readonly (Inline | Mark)[]): Inline[] {
  const found: Inline[] = [];
  let text = "";
  const flush = (): void => {
    if (text) found.push({ kind: "text", text });
    text = "";
  };
  for (const one of all) {
    if ("mark" in one) text += one.mark;
    else if (one.kind === "text") text += one.text;
    else {
      flush();
      found.push(one);
    }
  }
  flush();
  return found;
}
