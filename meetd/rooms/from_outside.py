"""Leading a meeting from outside: by who has the right to, and is not in it."""

from __future__ import annotations

from meetd.auth.principal import Principal
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant


def leader(principal: Principal, room: LiveRoom) -> Participant:
    """Somebody as a participant who leads, for what participants do: nobody sees them. A program is
    told from its account by the name of its key."""
    return Participant(
        principal=principal,
        role=room.standing.role_of(principal, room.room),
        user_id=principal.id,
        username=principal.by_name,
        microphone=False,
        camera=False,
        outside=True,
    )
