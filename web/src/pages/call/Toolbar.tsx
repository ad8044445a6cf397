import {
  EllipsisVertical,
  MessageSquare,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Settings,
  ShieldCheck,
  Users,
} from "lucide-react";
import { useState } from "react";

import type { Room } from "~/api/schemas";
import type { CallView } from "~/call/view";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { canPresent } from "~/devices/support";
import { useNow } from "~/lib/useNow";
import { useReadable, useSelected } from "~/lib/useReadable";
import { MediaToggle } from "~/pages/devices/MediaToggle";
import { t } from "~/text/t";
import { clock } from "~/text/time";
import { ControlButton } from "~/ui/ControlButton";
import { keysOf } from "~/ui/keys";

import type { Controls, PanelName } from "./controls";
import { DeviceMenu } from "./DeviceMenu";
import { HandButton } from "./HandButton";
import { MoreSheet } from "./MoreSheet";
import { ReactionsButton } from "./ReactionsButton";
import { ViewMenu } from "./ViewMenu";

interface Props {
  room: Pick<Room, "name" | "code" | "url">;
  call: CallView;
  devices: Devices;
  local: LocalMedia;
  controls: Controls;
  panel: PanelName | null;
  /** All controls in one row; else five, and the rest in a sheet. */
  wide: boolean;
}

export function Toolbar({ room, call, devices, local, controls, panel, wide }: Props) {
  const microphone = useReadable(local.microphone);
  const camera = useReadable(local.camera);
  const [more, setMore] = useState(false);
  const chat = <ChatButton call={call} open={panel === "chat"} onClick={controls.chat} />;
  const leave = (
    <ControlButton
      icon={PhoneOff}
      label={t.call.leave}
      keys={keysOf("leave")}
      tone="leave"
      wide
      onClick={controls.leave}
    />
  );

  if (!wide) {
    return (
      <footer className="flex shrink-0 items-center justify-between px-5 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <MediaToggle kind="microphone" source={microphone} onToggle={controls.microphone} />
        <MediaToggle kind="camera" source={camera} onToggle={controls.camera} />
        {chat}
        <ControlButton
          icon={EllipsisVertical}
          label={t.actions.more}
          aria-haspopup="dialog"
          onClick={() => setMore(true)}
        />
        {leave}
        <MoreSheet open={more} onOpenChange={setMore} call={call} local={local} controls={controls} />
      </footer>
    );
  }
  return (
    <footer className="grid h-20 shrink-0 grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center gap-4 px-5">
      <RoomName room={room} />
      <div className="flex items-center gap-2 lg:gap-3">
        <span className="flex items-center rounded-full bg-control">
          <MediaToggle kind="microphone" source={microphone} onToggle={controls.microphone} />
          <DeviceMenu kinds={["microphone", "speaker"]} label={t.call.chooseSound} devices={devices} />
        </span>
        <span className="flex items-center rounded-full bg-control">
          <MediaToggle kind="camera" source={camera} onToggle={controls.camera} />
          <DeviceMenu kinds={["camera"]} label={t.call.chooseCamera} devices={devices} />
        </span>
        <PresentButton local={local} onClick={controls.present} />
        <HandButton call={call} onClick={controls.hand} />
        <ReactionsButton call={call} />
        <LeadButton call={call} onClick={controls.lead} />
        <ControlButton
          icon={Settings}
          label={t.call.settings}
          keys={keysOf("settings")}
          className="max-lg:hidden"
          onClick={controls.settings}
        />
        <ViewMenu call={call} controls={controls} />
        <span className="ml-3">{leave}</span>
      </div>
      <div className="flex items-center justify-end gap-3">
        <PeopleButton call={call} open={panel === "people"} onClick={controls.people} />
        {chat}
      </div>
    </footer>
  );
}

function RoomName({ room }: { room: Pick<Room, "name" | "code" | "url"> }) {
  const now = useNow();
  return (
    <p className="flex min-w-0 items-center gap-3 text-base">
      <span className="shrink-0 tabular-nums">{clock(now)}</span>
      <span aria-hidden className="h-4 w-px shrink-0 bg-control-hover" />
      <span dir="auto" className="truncate text-on-stage-muted">
        {room.name}
      </span>
    </p>
  );
}

function PresentButton({ local, onClick }: { local: LocalMedia; onClick: () => void }) {
  const { on, pending } = useReadable(local.screen);
  if (!canPresent()) return null;
  return (
    <ControlButton
      icon={on ? MonitorX : MonitorUp}
      label={on ? t.call.stopPresenting : t.call.present}
      keys={keysOf("present")}
      tone={on ? "on" : "plain"}
      aria-busy={pending || undefined}
      onClick={onClick}
    />
  );
}

function LeadButton({ call, onClick }: { call: CallView; onClick: () => void }) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  return (
    leads && <ControlButton icon={ShieldCheck} label={t.led.hostControls} className="max-lg:hidden" onClick={onClick} />
  );
}

interface PanelButtonProps {
  call: CallView;
  open: boolean;
  onClick: () => void;
}

function ChatButton({ call, open, onClick }: PanelButtonProps) {
  const { unread } = useReadable(call.chat);
  return (
    <ControlButton
      icon={MessageSquare}
      label={t.call.chat}
      description={unread > 0 ? t.call.unread(unread) : undefined}
      keys={keysOf("chat")}
      tone={open ? "on" : "plain"}
      badge={unread}
      aria-expanded={open}
      onClick={onClick}
    />
  );
}

function PeopleButton({ call, open, onClick }: PanelButtonProps) {
  const others = useReadable(call.others);
  return (
    <ControlButton
      icon={Users}
      label={t.call.people}
      keys={keysOf("people")}
      tone={open ? "on" : "plain"}
      count={others + 1}
      description={t.call.inside(others + 1)}
      aria-expanded={open}
      onClick={onClick}
    />
  );
}
