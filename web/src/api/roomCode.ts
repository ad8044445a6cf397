// What people type or paste to join: a code, with or without its dashes, or a link with it.

const CODE = /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/;

/** The code in canonical form; null when there is none in the text. */
export function parseRoomCode(text: string): string | null {
  const path = text.trim().replace(/[?#].*$/, "").replace(/\/+$/, "");
  const last = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const letters = last.replace(/[\s-]/g, "");
  const dashed = /^[a-z]{10}$/.test(letters)
    ? `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`
    : last;
  return CODE.test(dashed) ? dashed : null;
}
