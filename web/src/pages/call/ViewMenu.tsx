import { EllipsisVertical, Expand, Eye, EyeOff, Presentation, Settings, ShieldCheck, Shrink, Vote } from "lucide-react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { ControlButton } from "~/ui/ControlButton";
import { Menu, MenuChoice, MenuItem, MenuLine } from "~/ui/Menu";

import type { Controls } from "./controls";
import { useBoardLabel } from "./drawing/useBoard";
import { fullScreen, toggleFullScreen } from "./fullScreen";
import { choosePerPage, chooseView, ownHidden, PAGE_SIZES, perPage, view, VIEWS } from "./stageView";

const VIEW_OPTIONS = VIEWS.map((id) => ({ id, label: t.views.names[id] }));
const SIZE_OPTIONS = PAGE_SIZES.map((size) => ({ id: String(size), label: t.views.sizes(size) }));

/** All that is not needed every minute. */
export function ViewMenu({ call, controls }: { call: CallView; controls: Controls }) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  return (
    <Menu side="top" align="center" trigger={<ControlButton icon={EllipsisVertical} label={t.actions.more} />}>
      <ViewItems />
      <MenuLine />
      <BoardItem call={call} onSelect={controls.board} />
      <MenuItem icon={Vote} onSelect={controls.activities}>
        {t.activities.heading}
      </MenuItem>
      {leads && (
        <MenuItem icon={ShieldCheck} onSelect={controls.lead}>
          {t.led.hostControls}
        </MenuItem>
      )}
      <MenuItem icon={Settings} onSelect={controls.settings}>
        {t.call.settings}
      </MenuItem>
    </Menu>
  );
}

function BoardItem({ call, onSelect }: { call: CallView; onSelect: () => void }) {
  const label = useBoardLabel(call);
  return (
    label !== null && (
      <MenuItem icon={Presentation} onSelect={onSelect}>
        {label}
      </MenuItem>
    )
  );
}

function ViewItems() {
  const chosen = useReadable(view);
  const size = useReadable(perPage);
  const hidden = useReadable(ownHidden);
  const full = useReadable(fullScreen);
  return (
    <>
      <MenuChoice
        label={t.views.heading}
        value={chosen}
        options={VIEW_OPTIONS}
        onChange={(id) => chooseView(VIEWS.find((each) => each === id) ?? "auto")}
      />
      <MenuLine />
      <MenuChoice
        label={t.views.perPage}
        value={String(size)}
        options={SIZE_OPTIONS}
        onChange={(id) => choosePerPage(Number(id))}
      />
      <MenuLine />
      <MenuItem icon={hidden ? Eye : EyeOff} onSelect={() => ownHidden.set(!hidden)}>
        {hidden ? t.views.showOwn : t.views.hideOwn}
      </MenuItem>
      {document.fullscreenEnabled && (
        <MenuItem icon={full ? Shrink : Expand} onSelect={toggleFullScreen}>
          {full ? t.views.leaveFullScreen : t.views.fullScreen}
        </MenuItem>
      )}
    </>
  );
}
