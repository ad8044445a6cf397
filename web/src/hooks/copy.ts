// Puts a text on the clipboard and says so.
import { toast } from "~/ui/toast";

export async function copy(text: string, said = "Link copied"): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(said);
  } catch {
    toast("Copying is not allowed here. Select the text and copy it.");
  }
}
