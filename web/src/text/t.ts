// The texts in force. Chosen once, as the page loads: another language is another table of the same shape.
import { en } from "./en";

type Texts = typeof en;

export const t: Texts = en;
