"""Moderation: what those who lead a meeting may do to others.

Nobody is ever unmuted or shown by somebody else: sources are stopped here, and asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from meetd.errors import MeetingEnded, NotModerator, NotRoomHost
from meetd.media.tracks import TrackSource
from meetd.model import ParticipantId
from meetd.rooms.askers import Asker
from meetd.rooms.enforcement import SHOWN_AS
from meetd.rooms.events import Action, AdmissionDecided, LeftReason, MediaAsked, MovedTo, RoomEnded
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import TO_SEND, Role

_STOPPED = {
    TrackSource.MICROPHONE: Action.MUTED,
    TrackSource.CAMERA: Action.CAMERA_STOPPED,
    TrackSource.SCREEN: Action.PRESENTING_STOPPED,
}


async def stop_source(
    room: LiveRoom, by: Participant, who: ParticipantId, source: TrackSource
) -> None:
    """Turn somebody's microphone, camera or screen off; they may turn it on again where the rules
    allow. Raises UnknownParticipant."""
    target = room.find(who)
    if room.enforcement.stop(target, {SHOWN_AS[source]}):
        room.tell_led(_STOPPED[source], by, target)
    await room.enforcement.settled()


async def admit(room: LiveRoom, by_name: str, knocks: Iterable[str] | None) -> None:
    """Let those in who asked, or all. Raises Unavailable, RoomElsewhere: nobody is."""
    for asker in await room.waiting_room.admit(knocks):
        room.tell(_answered(asker, by_name, admitted=True))


async def deny(
    room: LiveRoom, by_name: str, knocks: Iterable[str] | None, *, block: bool = False
) -> None:
    """Do not let those in who asked, or all; for good where they are blocked. Raises what cannot be
    stored as `RoomRecord` does."""
    for asker in room.waiting_room.deny(knocks):
        room.tell(_answered(asker, by_name, admitted=False))
        if block:
            await room.record.expel(room.room, asker.user_id, block=True)


def _answered(asker: Asker, by_name: str, *, admitted: bool) -> AdmissionDecided:
    return AdmissionDecided(
        user_id=asker.user_id,
        username=asker.username,
        guest=asker.guest,
        admitted=admitted,
        by_name=by_name,
    )


async def mute_all(room: LiveRoom, by: Participant) -> None:
    """Turn everybody's microphone off, but that of who asks."""
    for target in room.people():
        if target is not by:
            room.enforcement.stop(target, {"microphone"})
    room.tell_led(Action.MUTED_ALL, by)
    await room.enforcement.settled()


def ask(room: LiveRoom, by: Participant, who: ParticipantId, source: TrackSource) -> None:
    """Ask somebody to turn their microphone or camera on, who decides. Raises UnknownParticipant;
    Forbidden, HostForbids: they may not."""
    target = room.find(who)
    room.must_permit(target, TO_SEND[source])
    room.tell(MediaAsked(source, by.id, by.username), to=target.id)


async def remove(room: LiveRoom, by: Participant, who: ParticipantId, *, block: bool) -> None:
    """Put somebody out, who stays out until somebody lets them in again, or for good where they
    are blocked. Raises UnknownParticipant; NotRoomHost: they are not below who asks; and what
    cannot be stored as `RoomRecord` does."""
    target = room.find(who)
    must_be_above(by, target)
    room.standing.put_out(target.principal)
    room.tell_led(Action.BLOCKED if block else Action.REMOVED, by, target)
    room.tell(RoomEnded("removed", "You were removed from the meeting."), to=target.id)
    room.leave(target, LeftReason.REMOVED)
    await room.record.expel(room.room, target.principal.id, block=block)
    await room.beside.expel(target.principal.id, block=block)


def send_on(
    room: LiveRoom, by: Participant, who: ParticipantId, code: str, token: str | None
) -> None:
    """Have somebody go to another room, where they were let in before; `token`: by that. Raises
    UnknownParticipant."""
    target = room.find(who)
    room.tell_led(Action.MOVED, by, target)
    room.tell(MovedTo(code, token), to=target.id)


async def set_rules(room: LiveRoom, by: Participant, settings: Mapping[str, Any]) -> None:
    """Say what everybody may do who does not lead, and whether all others have to ask to come in.
    Raises what cannot be stored as `RoomRecord` does."""
    before = room.room.settings
    await room.record.set(room.room, settings)
    now = room.room.settings
    if now.locked is not before.locked:
        room.tell_led(Action.LOCKED if now.locked else Action.UNLOCKED, by)
    if any(getattr(now, name) != getattr(before, name) for name in settings if name != "locked"):
        room.tell_led(Action.RULES, by)
    await room.enforcement.settled()


def lower_hand(room: LiveRoom, by: Participant, who: ParticipantId) -> None:
    """Lower somebody's hand. Raises UnknownParticipant."""
    target = room.find(who)
    if target.hand is not None:
        room.set_hand(target, raised=False)
        room.tell_led(Action.HAND_LOWERED, by, target)


def lower_hands(room: LiveRoom, by: Participant) -> None:
    """Lower all hands."""
    for target in room.people():
        room.set_hand(target, raised=False)
    room.tell_led(Action.HANDS_LOWERED, by)


def end(room: LiveRoom, by: Participant) -> None:
    """End the meeting for everybody."""
    room.tell_led(Action.ENDED, by)
    room.beside.over()
    room.close(MeetingEnded())


def must_be_above(by: Participant, target: Participant) -> None:
    """Raise NotRoomHost, NotModerator where somebody does not lead somebody else."""
    if target.role is Role.HOST or (target.role is Role.COHOST and by.role is not Role.HOST):
        raise NotRoomHost
    if not by.role.leads:
        raise NotModerator
