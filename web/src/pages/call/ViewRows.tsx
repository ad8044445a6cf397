import { Eye, EyeOff, LayoutGrid } from "lucide-react";

import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Select } from "~/ui/Select";

import { SheetRow } from "./SheetRow";
import { chooseView, ownHidden, view, VIEWS } from "./stageView";

const OPTIONS = VIEWS.map((id) => ({ id, label: t.views.names[id] }));

/** How one looks at the call, on a phone. */
export function ViewRows({ onDone }: { onDone: () => void }) {
  const chosen = useReadable(view);
  const hidden = useReadable(ownHidden);
  const choose = (id: string): void => {
    chooseView(VIEWS.find((each) => each === id) ?? "auto");
    onDone();
  };
  const toggle = (): void => {
    ownHidden.set(!hidden);
    onDone();
  };
  return (
    <>
      <SheetRow icon={hidden ? Eye : EyeOff} label={hidden ? t.views.showOwn : t.views.hideOwn} onClick={toggle} />
      <div className="px-2 py-2">
        <Select label={t.views.heading} icon={LayoutGrid} value={chosen} options={OPTIONS} onChange={choose} empty="" />
      </div>
    </>
  );
}
