import { t } from "~/text/t";

import { scopeInWords, SCOPES } from "./words";

interface Props {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** What a key may do, each by itself. */
export function ScopeChoice({ chosen, onChange }: Props) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{t.apiKeys.scope}</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className="flex min-h-9 items-center gap-3 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            className="size-4 shrink-0"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))
            }
          />
          {scopeInWords(scope)}
        </label>
      ))}
    </fieldset>
  );
}
