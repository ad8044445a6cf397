import { expect, it } from "vitest";

import { isolated } from "./isolated";

it.each(["שרה-12", "محمد", "Ada שרה", "ހަސަން"])("keeps %s to itself", (name) =>
  expect(isolated(name)).toBe(`\u2068${name}\u2069`),
);

it.each(["ada-12", "Zoë", "संध्या", "李雷"])("leaves %s alone", (name) => expect(isolated(name)).toBe(name));
