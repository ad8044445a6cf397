// What each folder of the page's sources may import besides itself, from the lowest to the highest.
const media = ["devices", "signaling", "protocol", "lib"];
const rtc = ["rtc/*", ...media];
const page = ["ui", "api", "devices", "text", "lib"];

const FLOORS = {
  lib: [],
  text: [],
  theme: ["lib"],
  protocol: ["lib"],
  signaling: ["protocol", "lib"],
  api: ["protocol", "text", "lib"],
  devices: ["signaling", "protocol", "text", "lib"],
  "rtc/*": media,
  "rtc/encoding": rtc,
  "rtc/quality": ["rtc/encoding", ...rtc],
  "rtc/p2p": ["rtc/encoding", ...rtc],
  "rtc/sfu": ["rtc/encoding", ...rtc],
  "rtc/playback": ["rtc/encoding", ...rtc],
  "rtc/switching": ["rtc/p2p", "rtc/sfu", "rtc/playback", "rtc/encoding", ...rtc],
  call: ["rtc", ...media],
  check: ["rtc", "api", ...media],
  ui: ["api", "devices", "text", "lib"],
  "pages/home": page,
  "pages/check": ["check", "pages/devices", ...page],
  "pages/webhooks": page,
  "pages/account": ["theme", "pages/webhooks", ...page],
  "pages/log": page,
  "pages/admin": ["pages/webhooks", ...page],
  "pages/devices": page,
  "pages/meeting": ["call", "rtc", ...page],
  "pages/prejoin": ["pages/devices", "pages/meeting", ...page],
  "pages/call": ["pages/devices", "pages/meeting", "call", ...page],
  "pages/guest": ["pages/call", "pages/prejoin", "pages/meeting", ...page],
  "pages/embed": ["pages/guest", "pages/call", "pages/meeting", "call", "theme", ...page],
  routes: ["theme", "pages", ...page],
};

/** A folder's modules; of `folder/*`, only those that are in none of its folders. */
const modulesOf = (folder) => (folder.endsWith("/*") ? folder.replace("*", "[^/]+$") : `${folder}/`);

export const floors = Object.entries(FLOORS).flatMap(([folder, below]) => {
  const allowed = [folder, ...below].map(modulesOf).join("|");
  const up = {
    regex: `^~/(?!${allowed})`,
    message: `${folder} imports from ${below.join(", ") || "itself"} only: see eslint.floors.js.`,
  };
  const test = { regex: "^~test/", message: "What stands in for others in tests is not shipped." };
  const parent = { regex: "^\\.\\./", message: "Write it from the root: ~/…" };
  const files = folder.endsWith("/*") ? `src/${folder}` : `src/${folder}/**/*`;
  return [
    { files: [files], rules: { "no-restricted-imports": ["error", { patterns: [up, test, parent] }] } },
    { files: [`${files}.test.{ts,tsx}`], rules: { "no-restricted-imports": ["error", { patterns: [up] }] } },
  ];
});
