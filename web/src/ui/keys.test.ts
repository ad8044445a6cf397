import { describe, expect, it } from "vitest";

import { actionOf, keysOf, SHORTCUTS, type Action } from "./keys";

const press = (code: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>>) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("actionOf", () => {
  it.each(Object.keys(SHORTCUTS) as Action[])("finds %s by what is written on it", (action) => {
    const { code, alt = false }: { code: string; alt?: boolean } = SHORTCUTS[action];
    expect(actionOf(press(code, { ctrlKey: true, altKey: alt }), false)).toBe(action);
    expect(actionOf(press(code, { metaKey: true, altKey: alt }), true)).toBe(action);
    expect(keysOf(action, false)).toMatch(alt ? /^Ctrl \+ Alt \+ [A-Z]$/ : /^Ctrl \+ [A-Z]$/);
  });

  it("leaves other keys to the browser", () => {
    expect(actionOf(press("KeyD", {}), false)).toBeNull();
    expect(actionOf(press("KeyD", { ctrlKey: true, shiftKey: true }), false)).toBeNull();
    expect(actionOf(press("KeyD", { ctrlKey: true, altKey: true }), false)).toBeNull();
    expect(actionOf(press("KeyQ", { ctrlKey: true }), false)).toBeNull();
  });
});
