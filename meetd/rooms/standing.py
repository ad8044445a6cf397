"""Standing of people in one meeting, whether they are inside or not: roles that they were given for
it, and who was put out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.errors import Removed
from meetd.model import Room, UserId
from meetd.rooms.permissions import Role, must_not_be_blocked, role_of


@dataclass(slots=True)
class Standing:
    """Kept as long as the meeting: who comes back after a reload is who they were."""

    roles: dict[UserId, Role] = field(default_factory=dict)
    removed: set[UserId] = field(default_factory=set)
    """Who was put out, and has not been let in again."""
    names: dict[UserId, tuple[str, str]] = field(default_factory=dict)
    """What those are called here who gave themself another name, behind their own at that time."""

    def role_of(self, principal: Principal, room: Room) -> Role:
        """Find somebody's role here. Hosts are hosts, whatever else they were."""
        role = role_of(principal, room)
        return role if role is Role.HOST else self.roles.get(principal.id, role)

    def must_be_free_to_come(self, principal: Principal, room: Room) -> None:
        """Raises Blocked, Removed: they were put out."""
        must_not_be_blocked(principal, room)
        if principal.id in self.removed and principal.id != room.host_id:
            raise Removed

    def put_out(self, principal: Principal) -> None:
        """Let somebody in no more, until they are let in by who may."""
        self.removed.add(principal.id)
        self.roles.pop(principal.id, None)

    def give(self, user_id: UserId, role: Role) -> None:
        """Make somebody a viewer, a participant or a cohost while the meeting lasts."""
        self.roles[user_id] = role

    def rename(self, principal: Principal, name: str) -> None:
        """Somebody is called otherwise while the meeting lasts, or as before."""
        self.names.pop(principal.id, None)
        if name != principal.display_name:
            self.names[principal.id] = principal.display_name, name

    def name_of(self, principal: Principal) -> str:
        """Find what somebody is called here. A guest who comes with a newer name has that."""
        own, name = self.names.get(principal.id, ("", ""))
        return name if own == principal.display_name else principal.display_name

    def save(self) -> dict[str, Any]:
        """What another server needs to go on with it; plain JSON."""
        return {
            "roles": {str(user_id): role.value for user_id, role in self.roles.items()},
            "removed": sorted(map(str, self.removed)),
            "names": {str(user_id): list(both) for user_id, both in self.names.items()},
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Go on where another server was. Raises AttributeError, KeyError, TypeError,
        ValueError."""
        self.roles = {UserId(UUID(key)): Role(role) for key, role in saved["roles"].items()}
        self.removed = {UserId(UUID(each)) for each in saved["removed"]}
        self.names = {
            UserId(UUID(key)): (str(own), str(name))
            for key, (own, name) in saved.get("names", {}).items()
        }
