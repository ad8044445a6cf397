import { Activity, LogOut, UserRound } from "lucide-react";
import { useNavigate } from "react-router";

import { signOut } from "~/api/currentUser";
import { messageOf } from "~/api/errors";
import type { User } from "~/api/schemas";
import { useNow } from "~/lib/useNow";
import { t } from "~/text/t";
import { clock, day } from "~/text/time";

import { Avatar } from "./Avatar";
import { Logo } from "./Logo";
import { Menu, MenuItem, MenuLine } from "./Menu";
import { toast } from "./toast";
import { Tooltip } from "./Tooltip";

export function Header({ user }: { user: User }) {
  const navigate = useNavigate();
  const now = useNow();
  const leave = (): void => void signOut().catch((error: unknown) => toast(messageOf(error)));
  return (
    <header className="flex h-18 items-center justify-between gap-4 px-4 sm:px-8">
      <Logo />
      <div className="flex items-center gap-4">
        <span className="hidden text-base text-ink-muted tabular-nums sm:inline">
          {clock(now)} · {day(now)}
        </span>
        <Menu
          trigger={
            <button type="button" aria-label={t.page.account} className="rounded-full">
              <Tooltip text={t.page.account} side="bottom">
                <span className="block rounded-full">
                  <Avatar userId={user.id} name={user.username} picture={user.picture} />
                </span>
              </Tooltip>
            </button>
          }
        >
          <div className="flex items-center gap-3 px-3 py-2.5">
            <Avatar userId={user.id} name={user.username} picture={user.picture} />
            <div className="min-w-0">
              <p dir="auto" className="truncate text-left font-medium">
                {user.username}
              </p>
              <p className="truncate text-ink-muted">{user.email}</p>
            </div>
          </div>
          <MenuLine />
          <MenuItem icon={UserRound} onSelect={() => void navigate("/account")}>
            {t.page.accountAndSignIns}
          </MenuItem>
          {user.admin && (
            <MenuItem icon={Activity} onSelect={() => void navigate("/admin")}>
              {t.admin.heading}
            </MenuItem>
          )}
          <MenuItem icon={LogOut} onSelect={leave}>
            {t.page.signOut}
          </MenuItem>
        </Menu>
      </div>
    </header>
  );
}
