// Finds web addresses in what people write.

export interface Piece {
  text: string;
  /** Where it leads, when it is an address. */
  href?: string;
}

/** Letters of scripts that put no blank between an address and the sentence that goes on behind it. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]`;
const LETTER = String.raw`[\p{L}\p{M}\p{N}_-]`;
const SPACED = `(?:(?!${UNSPACED})${LETTER})`;
/** A name of a host may be in any script, but goes over from the one kind to the other at a dot only. */
const NAME = String.raw`(?:(?:${SPACED}+|${UNSPACED}${LETTER}*)\.)*(?:${SPACED}+|${UNSPACED}+)\.?`;
const HOST = String.raw`(?:[\w.~!$&*+,;=:%-]+@)?(?:\[[\da-f:.]+\]|${NAME})(?::\d+)?`;
/** Behind the host; another address behind a comma is another one. */
const REST = String.raw`(?:[/?#](?:(?![,;]https?:\/\/)(?:${SPACED}|[.~:/?#@!$&()*+,;=%[\]]))*)?`;
const ADDRESS = new RegExp(String.raw`https?:\/\/${HOST}${REST}`, "giu");
const BRACKETS: Readonly<Record<string, string>> = { ")": "(", "]": "[" };
/** Closes a sentence more often than it ends an address. */
const CLOSING = /[.,;:!?*&([]+$/u;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = balanced(match[0]).replace(CLOSING, "");
    if (!URL.canParse(address)) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** Up to a bracket that the address itself did not open. */
function balanced(address: string): string {
  const open: string[] = [];
  for (const { 0: bracket, index } of address.matchAll(/[()[\]]/g)) {
    const opening = BRACKETS[bracket];
    if (opening === undefined) open.push(bracket);
    else if (open.pop() !== opening) return address.slice(0, index);
  }
  return address;
}
