import { CalendarClock, DoorOpen, EllipsisVertical, Link2, Pencil, ScrollText, Trash2, UserPlus } from "lucide-react";
import { useNavigate } from "react-router";

import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { ago } from "~/text/time";
import { copyLink } from "~/ui/copy";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";

import { CodeAndTime, MeetingItem } from "./MeetingItem";

interface Props {
  room: Room;
  onRename: () => void;
  onInvite: () => void;
  onSchedule: () => void;
  onBreakouts: () => void;
  onDelete: () => void;
}

export function MeetingRow({ room, onRename, onInvite, onSchedule, onBreakouts, onDelete }: Props) {
  const navigate = useNavigate();
  return (
    <MeetingItem
      room={room}
      text={
        <CodeAndTime room={room}>
          <span className="hidden sm:inline">{t.myMeetings.made} </span>
          {ago(room.createdAt)}
        </CodeAndTime>
      }
    >
      <IconButton icon={Link2} label={t.actions.copyLink} onClick={() => void copyLink(room.url)} />
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label={t.myMeetings.moreFor(room.name)} hint={t.actions.more} />}
      >
        <MenuItem icon={Pencil} onSelect={onRename}>
          {t.actions.rename}
        </MenuItem>
        <MenuItem icon={UserPlus} onSelect={onInvite}>
          {t.invite.action}
        </MenuItem>
        <MenuItem icon={CalendarClock} onSelect={onSchedule}>
          {t.schedule.setTime}
        </MenuItem>
        <MenuItem icon={DoorOpen} onSelect={onBreakouts}>
          {t.breakouts.heading}
        </MenuItem>
        <MenuItem icon={ScrollText} onSelect={() => void navigate(`/log/${room.code}`)}>
          {t.log.open}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} danger onSelect={onDelete}>
          {t.actions.delete}
        </MenuItem>
      </Menu>
    </MeetingItem>
  );
}
