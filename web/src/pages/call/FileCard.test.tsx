// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { ChatEntry, SharedFile } from "~/call/view";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import { FileCard } from "./FileCard";

const FILE: SharedFile = { id: "f1", name: "plan.png", mediaType: "image/png", size: 9000 };
const SMALL = { width: 480, height: 320 };

let root: Root;
const read = vi.fn(() => Promise.resolve(new Blob(["whole"])));
const thumbnail = vi.fn(() => Promise.resolve(new Blob(["small"])));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  URL.createObjectURL = () => "blob:1";
  URL.revokeObjectURL = () => undefined;
  read.mockClear();
  thumbnail.mockClear();
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

function draw(file: SharedFile, state: ChatEntry["state"] = "sent"): void {
  const entry = { id: 7, state, file } as unknown as ChatEntry;
  act(() =>
    root.render(
      <TooltipProvider>
        <FileCard entry={entry} file={file} doings={{ read, thumbnail }} />
      </TooltipProvider>,
    ),
  );
}

const buttons = (): (string | null)[] =>
  [...document.querySelectorAll("main button")].map((button) => button.getAttribute("aria-label"));
const [open, save] = [t.files.open("plan.png"), t.files.save("plan.png")];

it.each([
  ["a picture with a thumbnail", { ...FILE, thumbnail: SMALL }, [open, save]],
  ["one without", FILE, [open, save]],
  ["one of before there were any", { ...FILE, thumbnail: null }, [open, save]],
  ["what is no picture", { ...FILE, mediaType: "application/pdf" }, [save]],
  ["what would be a page", { ...FILE, mediaType: "text/plain" }, [save]],
] as const)("%s offers what can be done with it, and fetches nothing by itself", (_, file, offered) => {
  draw(file);
  expect(buttons()).toEqual(offered);
  draw(file, "sending");
  expect(buttons()).toEqual([]);
  expect(read).not.toHaveBeenCalled();
  expect(thumbnail).not.toHaveBeenCalled();
});

it("shows the thumbnail large, and in its place the picture as it was sent", async () => {
  draw({ ...FILE, thumbnail: SMALL });
  let come: (blob: Blob) => void = () => undefined;
  read.mockReturnValueOnce(new Promise((resolve) => (come = resolve)));
  const shown = (): (string | undefined)[] =>
    [...document.querySelectorAll<HTMLImageElement>("[role=dialog] img")].map(({ alt }) => alt);
  await act(async () => {
    document.querySelector<HTMLElement>("main button")?.click();
    await Promise.resolve();
  });
  expect(document.querySelector("[role=dialog] h2")?.textContent).toBe("plan.png");
  expect(shown()).toEqual([""]);
  await act(async () => {
    come(new Blob(["whole"]));
    await Promise.resolve();
  });
  expect(shown()).toEqual(["plan.png"]);
  // One that this browser cannot show says so, and can be saved.
  act(() => void document.querySelector("[role=dialog] img")?.dispatchEvent(new Event("error")));
  expect(document.querySelector("[role=alert]")?.textContent).toBe(t.files.unreadable);
  expect(document.querySelector("[role=dialog]")?.textContent).toContain(save);
});
