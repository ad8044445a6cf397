// What people type or paste to join: a code, with or without its dashes, a link with it, or an invitation.

/** Characters of a text that are looked at: an invitation has fewer. */
const LONGEST = 5000;
/** Look like nothing, and come along when something is copied. */
const INVISIBLE = /[\p{Cf}\p{Mn}\p{Variation_Selector}]/gu;
/** Between blanks it parts a code from other words, and is otherwise of the code. */
const LOOSE_DASH = /\s+[\p{Pd}\u2212]\s+/gu;
const DASH = /\s*[\p{Pd}\u2212]\s*/gu;
/** Of letters or digits that are of a longer word, no code is made. */
const BEFORE = String.raw`(?<![\p{sc=Latn}\p{N}]-*)`;
const AFTER = String.raw`(?!-*[\p{sc=Latn}\p{N}])`;
const DASHED = String.raw`([a-z]{3})-([a-z]{4})-([a-z]{3})`;
const LETTERS = String.raw`([a-z]{3})-*([a-z]{4})-*([a-z]{3})`;
/** The surest first. */
const FORMS = [
  `/[^/\\p{sc=Latn}\\p{N}]*${DASHED}${AFTER}`,
  `${BEFORE}${DASHED}${AFTER}`,
  `/[^/\\p{sc=Latn}\\p{N}]*${LETTERS}${AFTER}`,
].map((form) => new RegExp(form, "u"));
/** Nothing but a code, however it is spaced. */
const ALONE = /^[^\p{sc=Latn}\p{N}]*((?:[a-z][\s-]*){10})[^\p{sc=Latn}\p{N}]*$/u;

/** The code in canonical form; null when there is none in the text. */
export function parseRoomCode(text: string): string | null {
  const seen = decoded(text.slice(0, LONGEST)).normalize("NFKC").toLowerCase().replace(INVISIBLE, "");
  const plain = seen.replace(LOOSE_DASH, " ").replace(DASH, "-");
  // Of an address its path, not its host nor what follows.
  const paths = plain.replace(/[a-z][a-z\d+.-]*:\/\/[^/\s]*/g, "").replace(/[?#]\S*/g, " ");
  for (const form of FORMS) {
    const found = form.exec(paths);
    if (found) return found.slice(1).join("-");
  }
  const letters = ALONE.exec(paths)?.[1]?.replace(/[\s-]/g, "");
  return letters === undefined ? null : `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
}

/** Without the percent signs that a copied link has; what is no text with them stays. */
function decoded(text: string): string {
  const once = text.replace(/(?:%[\da-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return " ";
    }
  });
  return once === text ? text : decoded(once);
}
