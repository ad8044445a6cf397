// Finds web addresses in what people write.

export interface Piece {
  text: string;
  /** Where it leads, when it is an address. */
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu;
/** Closes a sentence or a bracket more often than it ends an address. */
const CLOSING = /[.,;:!?)\]}…]+$/u;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

function trimmed(address: string): string {
  const bare = address.replace(CLOSING, "");
  const cut = address.slice(bare.length);
  // A bracket that the address itself opened belongs to it.
  const opens = bare.split("(").length > bare.split(")").length;
  return opens && cut.startsWith(")") ? `${bare})` : bare;
}
