import { expect, it } from "vitest";

import { LANGUAGES, languageOf } from "./languages";
import { t } from "./t";

it("knows the language in force, whatever country it is of", () => {
  expect(LANGUAGES).toContain(t.language);
  for (const tag of ["en", "EN", "en-GB", "en-Latn-US"]) expect(languageOf(tag)).toBe("en");
  for (const tag of ["", "e", "eng", "enx-GB", "de", "-en"]) expect(languageOf(tag)).toBeNull();
});
