import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const server = process.env["MEETD_DEV_SERVER"] ?? "http://localhost:8080";
const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  resolve: {
    alias: [
      { find: /^~\//, replacement: source("") },
      // It injects style elements, which the page's policy does not allow.
      { find: "react-remove-scroll", replacement: source("ui/scrollLock.ts") },
    ],
  },
  build: {
    target: "es2022",
    // Browsers that know light-dark(): to rewrite it for others would break it.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: { "/api": server, "/socket.io": { target: server, ws: true } },
  },
});
