// What may be the name of an account or of a meeting, as the server checks it too (meetd/names.py):
// what people write, in every script, and nothing that cannot be seen.

/** Scripts that write a letter differently beside a joiner; elsewhere it is invisible. */
const JOINING = [
  ...["Arab", "Syrc", "Mand", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"],
  ...["Sinh", "Khmr", "Mymr"],
]
  .map((script) => `\\p{Script=${script}}`)
  .join("");
/** Between two of their letters, of which the first may carry marks. */
const JOINER = `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`;
/** At most five marks on one letter. */
const LETTER = "\\p{L}[\\p{Mn}\\p{Mc}]{0,5}";
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/u;

const USERNAME = new RegExp(`^(?:${LETTER}|[\\p{N}_])(?:${LETTER}|[\\p{N}_.-]|${JOINER}${LETTER})*$`, "u");
const JOINERS = new RegExp(JOINER, "gu");
/** Families, flags of regions, and symbols that are told how to look. Emoji that come later are among 1f000 to 1faff. */
const EMOJI_PARTS =
  /(?<=[\ufe0f\p{S}\u{1f000}-\u{1faff}])\u200d(?=[\p{S}\u{1f000}-\u{1faff}])|(?<=[\p{S}\u{1f000}-\u{1faff}#*0-9])[\ufe0e\ufe0f]|(?<=\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0020}-\u{e007f}]/gu;
const NOT_TEXT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\u{1f000}-\u{1faff}])\p{Cn}/u;

/** Letters with their marks, digits, dots, dashes and underscores, none of the first two in front. */
export function isUsername(text: string): boolean {
  const name = text.normalize("NFKC").trim();
  return USERNAME.test(name) && !UNSEEN.test(name.replace(JOINERS, ""));
}

/** What a person could have typed on one line, and everybody can see all of. */
export function isLine(text: string): boolean {
  const seen = text.replace(JOINERS, "").replace(EMOJI_PARTS, "");
  return !NOT_TEXT.test(seen) && !UNSEEN.test(seen);
}
