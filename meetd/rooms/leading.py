"""Leading a meeting: who is host, cohost, participant or viewer, and by whose word."""

from __future__ import annotations

from meetd.errors import Conflict, NeedsAccount
from meetd.model import ParticipantId, UserId
from meetd.rooms.events import Action
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.moderation import must_be_above
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, Role

MOST_COHOSTS = 50


async def change_role(room: LiveRoom, by: Participant, who: ParticipantId, role: Role) -> None:
    """Give somebody another role. Who leads makes participants viewers and back; the host alone
    makes cohosts, and hands the meeting over, and is a cohost from then on.

    Raises UnknownParticipant; Forbidden, NotRoomHost: that is not theirs to say; NeedsAccount; and
    what cannot be stored as `RoomRecord` does."""
    async with room.leading:
        # Of two who hand it over at once, the second is no host any more.
        if by.outside:
            by.role = room.standing.role_of(by.principal, room.room)
        else:
            room.require_inside(by)
        target = room.find(who)
        must_be_above(by, target)
        if role in {Role.HOST, Role.COHOST} or target.role is Role.COHOST:
            room.must_permit(by, Permission.APPOINT)
        if role is target.role:
            return
        await _store(room, target, role)
        if role is Role.HOST:
            room.standing.roles.pop(by.principal.id, None)
        else:
            room.standing.give(target.principal.id, role)
        room.tell_led(Action.ROLE, by, target, role)
        await refresh_roles(room)


async def refresh_roles(room: LiveRoom) -> None:
    """Have everybody inside be what they are by now."""
    changed = []
    for one in room.people():
        role = room.standing.role_of(one.principal, room.room)
        if role is not one.role:
            room.set_role(one, role)
            changed.append(one)
    room.enforcement.apply(changed, room.room.settings)
    await room.enforcement.settled()


async def _store(room: LiveRoom, target: Participant, role: Role) -> None:
    """Store what outlasts the meeting: its host, and the cohosts who have accounts."""
    its, user_id = room.room, target.principal.id
    if role is Role.HOST:
        if target.guest:
            raise NeedsAccount
        cohosts = (its.cohosts | {its.host_id}) - {user_id}
        await room.record.set_leaders(its, user_id, cohosts)
        return
    cohosts = _with(its.cohosts, user_id, there=role is Role.COHOST and not target.guest)
    if len(cohosts) > MOST_COHOSTS:
        raise Conflict("There are as many cohosts as a meeting can have.")
    if cohosts != its.cohosts:
        await room.record.set_leaders(its, its.host_id, cohosts)


def _with(users: frozenset[UserId], user_id: UserId, *, there: bool) -> frozenset[UserId]:
    return users | {user_id} if there else users - {user_id}
