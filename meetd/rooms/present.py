"""Who is in a meeting already, for somebody who is about to come in."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.auth.principal import Principal
from meetd.errors import Forbidden, MustAsk
from meetd.room_settings import Access
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant

NAMED = 3
"""People of whom the name is said."""
LISTED = 30
"""People among whom one finds those in the same physical room."""


@dataclass(frozen=True, slots=True)
class Present:
    """As much of those inside as somebody outside may know."""

    count: int | None
    names: tuple[str, ...] = ()
    people: tuple[Participant, ...] = ()
    """Those with sound, for who would be without beside one of them."""


HIDDEN = Present(None)


async def present(room: LiveRoom, principal: Principal) -> Present:
    """Find who is inside: names for who may come in by themself, how many for who has to ask; and
    nothing for who was put out, or where the room is locked or for those who are invited. Raises
    Unavailable."""
    try:
        await room.must_let_in(principal)
    except MustAsk:
        settings = room.room.settings
        closed = settings.locked or settings.access is Access.RESTRICTED
        return HIDDEN if closed else Present(room.size)
    except Forbidden:
        return HIDDEN
    others = [one for one in room.people() if one.principal.id != principal.id]
    sounding = [one for one in others if one.companion_of is None]
    names = tuple(one.username for one in others[:NAMED])
    return Present(len(others), names, tuple(sounding[:LISTED]))
