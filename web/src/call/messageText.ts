// What somebody wrote or pasted, as the text of a message: see meetd/rooms/message_text.py.

/** As much as the server takes, in code points once it is `cleaned`. */
export const MAX_LENGTH = 4000;

/* eslint-disable no-control-regex -- office programs paste them */
const LINE_BREAK = /\r\n|[\r\v\f\x0e\x85\u2028\u2029]/g;
const HYPHEN = /\x1e/g;
const NO_TEXT = /[\x00-\x08\x0f-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffc]/gu;
/* eslint-enable no-control-regex */

/** What was meant: breaks of lines, columns and pages are line breaks, and what no text can show is gone. */
export function cleaned(text: string): string {
  return text.replace(LINE_BREAK, "\n").replace(HYPHEN, "\u2011").replace(NO_TEXT, "").trim();
}

/** Code points, as the server counts. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
