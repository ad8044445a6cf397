// Where oneself draws, and with what.
import type { Tool } from "~/call/drawings";
import { Store } from "~/lib/store";

/** The participant on whose presentation one draws, or the board; null while one does not. */
export const drawingOn = new Store<string | null>(null);
export const tool = new Store<Tool>("pen");
