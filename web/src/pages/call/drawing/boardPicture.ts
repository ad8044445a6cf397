// What is on the board as a picture of its own: lines that are sharp at any size, or pixels.
import type { Stroke } from "~/call/drawings";
import { colourOf } from "~/ui/person";

import { pathOf, RIM, TEXT_SIZE, unitsOf, WIDTH } from "./geometry";

/** Of the board's sides. */
export const ASPECT = 16 / 9;
const HEIGHT = WIDTH / ASPECT;
/** Pixels across, of a picture of pixels. */
const PIXELS = 1920;
const PAPER = "#ffffff";
const FONT = "system-ui, sans-serif";
const COLOURS = 8;

/** The colours of people, as the page shows them. */
export function coloursOf(element: Element): string[] {
  const style = getComputedStyle(element);
  return Array.from({ length: COLOURS }, (_, index) =>
    style.getPropertyValue(`--color-person-${String(index)}`).trim(),
  );
}

interface Shape {
  colour: string;
  path: string | null;
  text: { x: number; y: number; words: string } | null;
}

function shapesOf(strokes: readonly Stroke[], colours: readonly string[]): Shape[] {
  return strokes.map((stroke) => {
    const colour = colours[colourOf(stroke.userId, COLOURS)] ?? "#000000";
    const path = pathOf(stroke, ASPECT);
    const at = stroke.tool === "text" ? unitsOf(stroke.points, ASPECT)[0] : undefined;
    return {
      colour,
      path: path === "" ? null : path,
      text: at ? { x: at[0], y: at[1], words: stroke.text } : null,
    };
  });
}

export function svgOf(strokes: readonly Stroke[], colours: readonly string[]): string {
  const shapes = shapesOf(strokes, colours).map(({ colour, path, text }) => {
    if (path !== null) return `<path fill="${colour}" stroke-width="${String(RIM.line)}" d="${path}"/>`;
    if (text === null) return "";
    const { x, y, words } = text;
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}" stroke-width="${String(RIM.text)}">${escaped(words)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(PIXELS)}" height="${String(PIXELS / ASPECT)}" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}">`,
    `<rect width="${String(WIDTH)}" height="${String(HEIGHT)}" fill="${PAPER}"/>`,
    `<g stroke="${PAPER}" stroke-linejoin="round" paint-order="stroke" font-family="${FONT}" font-size="${String(TEXT_SIZE)}" dominant-baseline="middle">`,
    ...shapes.filter(Boolean),
    "</g>",
    "</svg>",
  ].join("\n");
}

/** Raises an Error where the browser makes none. */
export async function pngOf(strokes: readonly Stroke[], colours: readonly string[]): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = PIXELS;
  canvas.height = PIXELS / ASPECT;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("There is no canvas.");
  context.scale(PIXELS / WIDTH, PIXELS / WIDTH);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = PAPER;
  context.lineJoin = "round";
  context.font = `${String(TEXT_SIZE)}px ${FONT}`;
  context.textBaseline = "middle";
  for (const { colour, path, text } of shapesOf(strokes, colours)) {
    context.fillStyle = colour;
    if (path !== null) {
      const outline = new Path2D(path);
      context.lineWidth = RIM.line;
      context.stroke(outline);
      context.fill(outline);
    } else if (text !== null) {
      context.lineWidth = RIM.text;
      context.strokeText(text.words, text.x, text.y);
      context.fillText(text.words, text.x, text.y);
    }
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("There is no picture."))), "image/png");
  });
}

/** As XML has it, without what it cannot hold. */
function escaped(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
