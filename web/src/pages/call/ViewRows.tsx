import { Expand, Eye, EyeOff, Grid3x3, LayoutGrid, Shrink } from "lucide-react";

import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Select } from "~/ui/Select";

import { fullScreen, toggleFullScreen } from "./fullScreen";
import { SheetRow } from "./SheetRow";
import { choosePerPage, chooseView, ownHidden, PAGE_SIZES, perPage, view, VIEWS } from "./stageView";

const SIZES = PAGE_SIZES.map((size) => ({ id: String(size), label: t.views.sizes(size) }));
const OPTIONS = VIEWS.map((id) => ({ id, label: t.views.names[id] }));

/** How one looks at the call, on a phone. */
export function ViewRows({ onDone }: { onDone: () => void }) {
  const chosen = useReadable(view);
  const size = useReadable(perPage);
  const hidden = useReadable(ownHidden);
  const full = useReadable(fullScreen);
  const choose = (id: string): void => {
    chooseView(VIEWS.find((each) => each === id) ?? "auto");
    onDone();
  };
  const toggle = (): void => {
    ownHidden.set(!hidden);
    onDone();
  };
  const chooseSize = (id: string): void => {
    choosePerPage(Number(id));
    onDone();
  };
  return (
    <>
      {document.fullscreenEnabled && (
        <SheetRow
          icon={full ? Shrink : Expand}
          label={full ? t.views.leaveFullScreen : t.views.fullScreen}
          onClick={() => {
            toggleFullScreen();
            onDone();
          }}
        />
      )}
      <SheetRow icon={hidden ? Eye : EyeOff} label={hidden ? t.views.showOwn : t.views.hideOwn} onClick={toggle} />
      <div className="px-2 py-2">
        <Select label={t.views.heading} icon={LayoutGrid} value={chosen} options={OPTIONS} onChange={choose} empty="" />
        <div className="mt-4">
          <Select
            label={t.views.perPage}
            icon={Grid3x3}
            value={String(size)}
            options={SIZES}
            onChange={chooseSize}
            empty=""
          />
        </div>
      </div>
    </>
  );
}
