import { EllipsisVertical, Link2, Pencil, Trash2 } from "lucide-react";
import { Link } from "react-router";

import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { ago } from "~/text/time";
import { buttonClass } from "~/ui/Button";
import { copyLink } from "~/ui/copy";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";

interface Props {
  room: Room;
  onRename: () => void;
  onDelete: () => void;
}

export function MeetingRow({ room, onRename, onDelete }: Props) {
  return (
    <li className="flex items-center gap-1 py-3.5">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-left text-base font-medium">
          {room.name}
        </p>
        <p className="mt-0.5 truncate text-ink-muted">
          <span className="font-mono">{room.code}</span>
          <span aria-hidden> · </span>
          <span className="hidden sm:inline">{t.myMeetings.made} </span>
          {ago(room.createdAt)}
        </p>
      </div>
      <Link
        to={`/${room.code}`}
        aria-label={t.myMeetings.openNamed(room.name, room.code)}
        className={buttonClass("secondary", "sm")}
      >
        {t.myMeetings.open}
      </Link>
      <IconButton icon={Link2} label={t.actions.copyLink} onClick={() => void copyLink(room.url)} />
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label={t.myMeetings.moreFor(room.name)} hint={t.actions.more} />}
      >
        <MenuItem icon={Pencil} onSelect={onRename}>
          {t.actions.rename}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} danger onSelect={onDelete}>
          {t.actions.delete}
        </MenuItem>
      </Menu>
    </li>
  );
}
