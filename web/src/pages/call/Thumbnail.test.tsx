// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { ChatEntry, SharedFile } from "~/call/view";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import { Thumbnail } from "./Thumbnail";

const FILE: SharedFile = { id: "f1", name: "plan.png", mediaType: "image/png", size: 9000 };
const ENTRY = { id: 7, file: FILE } as unknown as ChatEntry;

let root: Root;
let see: (isIntersecting: boolean) => void;
let made: string[];
let revoked: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(listener: (seen: { isIntersecting: boolean }[]) => void) {
        see = (isIntersecting) => act(() => listener([{ isIntersecting }]));
      }
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  made = [];
  revoked = [];
  URL.createObjectURL = () => {
    made.push(`blob:${made.length}`);
    return made.at(-1) ?? "";
  };
  URL.revokeObjectURL = (url) => void revoked.push(url);
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

const soon = (): Promise<void> => act(() => new Promise<void>((resolve) => setTimeout(resolve)));
const image = (): HTMLImageElement | null => document.querySelector("img");
const box = (): HTMLElement | null => document.querySelector("[style]");

function draw(read: (entry: ChatEntry) => Promise<Blob>, onOpen: (() => void) | null = null): void {
  act(() =>
    root.render(
      <TooltipProvider>
        <Thumbnail entry={ENTRY} file={FILE} size={{ width: 480, height: 320 }} read={read} onOpen={onOpen} />
      </TooltipProvider>,
    ),
  );
}

it("has its place before it is there, and is fetched once it is in sight", async () => {
  const read = vi.fn(() => Promise.resolve(new Blob(["x"])));
  draw(read);
  await soon();
  expect(read).not.toHaveBeenCalled();
  expect(box()?.style.aspectRatio).toMatch(/^1\.5\b/);
  see(true);
  expect(image()).toBeNull();
  await soon();
  expect(image()?.src).toBe("blob:0");
  expect(image()?.alt).toBe("plan.png");
  expect(box()?.style.aspectRatio).toMatch(/^1\.5\b/);
  // Out of sight, it takes no memory; its place stays.
  see(false);
  expect(revoked).toEqual(["blob:0"]);
  expect(image()).toBeNull();
  expect(box()).not.toBeNull();
  see(true);
  await soon();
  expect(image()?.src).toBe("blob:1");
  act(() => root.render(null));
  expect(revoked).toEqual(["blob:0", "blob:1"]);
});

it("says quietly that there is none where it does not come, and comes later", async () => {
  const read = vi.fn(() => Promise.reject<Blob>(new Error("offline")));
  draw(read);
  see(true);
  await soon();
  expect(document.body.textContent).toBe(t.files.noPreview);
  expect(box()?.style.aspectRatio).toMatch(/^1\.5\b/);
  expect(document.querySelector("[role=alert]")).toBeNull();
  read.mockResolvedValueOnce(new Blob(["x"]));
  see(false);
  see(true);
  await soon();
  expect(image()).not.toBeNull();
  expect(document.body.textContent).toBe("");
  // What cannot be shown is none either.
  act(() => void image()?.dispatchEvent(new Event("error")));
  expect(document.body.textContent).toBe(t.files.noPreview);
});

it("is opened by a button, once it can be", async () => {
  const open = vi.fn();
  const read = (): Promise<Blob> => Promise.resolve(new Blob(["x"]));
  draw(read);
  expect(document.querySelector("button")).toBeNull();
  draw(read, open);
  const button = document.querySelector("button");
  expect(button?.getAttribute("aria-label")).toBe(t.files.open("plan.png"));
  act(() => button?.click());
  expect(open).toHaveBeenCalledOnce();
  see(true);
  await soon();
  // The picture keeps its name, beside the button's.
  expect(image()?.closest("button")).toBeNull();
});
