// Forbids circles of modules: each can be read, tested and moved without those that stand on it.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, URL } from "node:url";

const SOURCES = fileURLToPath(new URL("src/", import.meta.url));
const IMPORT = /\b(?:from|import)\s*\(?\s*"((?:~|\.\.?)\/[^"]+)"/g;

/** What each module imports, and when it was last changed: an editor asks again and again. */
const known = new Map();

function importsOf(file) {
  const { mtimeMs } = statSync(file);
  const before = known.get(file);
  if (before?.mtimeMs === mtimeMs) return before.imports;
  const named = [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, name]) => name);
  const imports = named.map((name) => resolve(name, file)).filter((found) => found !== undefined);
  known.set(file, { mtimeMs, imports });
  return imports;
}

function resolve(name, from) {
  const path = name.startsWith("~/") ? join(SOURCES, name.slice(2)) : join(dirname(from), name);
  return [`${path}.ts`, `${path}.tsx`].find((candidate) => existsSync(candidate));
}

/** The way from a module back to itself; null where there is none. */
function circleFrom(start) {
  const seen = new Set();
  const search = (file, way) => {
    for (const next of importsOf(file)) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      const found = search(next, [...way, next]);
      if (found) return found;
    }
    return null;
  };
  return search(start, [start]);
}

export const noCircle = {
  meta: { type: "problem", schema: [] },
  create: (context) => ({
    Program(node) {
      const circle = circleFrom(context.filename)?.map((file) => relative(SOURCES, file));
      if (circle) context.report({ node, message: `Imports itself: ${[...circle, circle[0]].join(" → ")}` });
    },
  }),
};
