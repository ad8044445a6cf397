import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  test: { environment: "node", include: ["{src,embed/src}/**/*.test.{ts,tsx}"], testTimeout: 30_000 },
  resolve: { alias: { "~": folder("./src"), "~test": folder("./test") } },
});
