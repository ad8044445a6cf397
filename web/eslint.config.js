import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

import { noCircle } from "./eslint.circles.js";
import { floors } from "./eslint.floors.js";
import { textsInTable } from "./eslint.texts.js";

export default tseslint.config(
  { ignores: ["build", ".react-router", "node_modules", "api-types/dist"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["*.js"] } },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-definitions": "off",
      // React Router throws responses and redirects.
      "@typescript-eslint/only-throw-error": "off",
    },
  },
  ...floors,
  {
    files: ["src/**"],
    plugins: { page: { rules: { "no-circle": noCircle, "texts-in-table": textsInTable } } },
    rules: { "page/no-circle": "error", "page/texts-in-table": "error" },
  },
  { files: ["src/text/**", "**/*.test.{ts,tsx}"], rules: { "page/texts-in-table": "off" } },
  { files: ["*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
