// Puts a link, or something else, on the clipboard and says so.
import { t } from "~/text/t";

import { toast } from "./toast";

export function copyLink(url: string): Promise<void> {
  return copyText(url, t.page.linkCopied);
}

/** `done`: what is said then. */
export async function copyText(text: string, done: string): Promise<void> {
  toast((await write(text)) ? done : t.page.copyingRefused);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** As browsers did it before, and still do where the address is not secure. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  (before?.closest("[role=dialog]") ?? document.body).append(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- There is no other way here.
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
