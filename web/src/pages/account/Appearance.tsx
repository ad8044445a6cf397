import { Monitor, Moon, Sun, type LucideIcon } from "lucide-react";

import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { chooseTheme, theme, THEMES, type Theme } from "~/theme/theme";
import { Section } from "~/ui/Section";
import { Segments } from "~/ui/Segments";

const ICONS: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };
const OPTIONS = THEMES.map((id) => ({ id, label: t.account.themes[id], icon: ICONS[id] }));

export function Appearance() {
  const chosen = useReadable(theme);
  return (
    <Section title={t.account.appearance}>
      <Segments label={t.account.appearance} name="theme" value={chosen} options={OPTIONS} onChange={chooseTheme} />
    </Section>
  );
}
