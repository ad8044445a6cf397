import { Monitor, Moon, Sun, type LucideIcon } from "lucide-react";

import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { chooseTheme, theme, THEMES, type Theme } from "~/theme/theme";

import { Section } from "~/ui/Section";

const ICONS: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };

export function Appearance() {
  const chosen = useReadable(theme);
  return (
    <Section title={t.account.appearance}>
      <div role="radiogroup" aria-label={t.account.appearance} className="inline-flex gap-1 rounded-full bg-fill p-1">
        {THEMES.map((value) => {
          const Icon = ICONS[value];
          return (
            <label
              key={value}
              className="flex h-9 items-center gap-2 rounded-full px-4 font-medium text-ink-muted transition-colors has-checked:bg-canvas has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="theme"
                className="sr-only"
                checked={value === chosen}
                onChange={() => chooseTheme(value)}
              />
              <Icon aria-hidden className="size-4" />
              {t.account.themes[value]}
            </label>
          );
        })}
      </div>
    </Section>
  );
}
