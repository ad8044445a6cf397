"""What those who lead a meeting ask for."""

from __future__ import annotations

from meetd.media.tracks import TrackSource
from meetd.rooms import leading, moderation
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import leading as asked
from meetd.wire import requests
from meetd.wire.catalogue import leading as catalogue


async def stop(room: LiveRoom, participant: Participant, request: asked.StopSource) -> None:
    """Turn something of somebody off."""
    source = TrackSource(request.source)
    await moderation.stop_source(room, participant, request.participant_id, source)


async def mute(room: LiveRoom, participant: Participant, _request: requests.Empty) -> None:
    """Turn all microphones off, but one's own."""
    await moderation.mute_all(room, participant)


async def ask(room: LiveRoom, participant: Participant, request: asked.AskForSource) -> None:
    """Ask somebody to turn something on."""
    source = TrackSource(request.source)
    moderation.ask(room, participant, request.participant_id, source)


async def remove(room: LiveRoom, participant: Participant, request: asked.Remove) -> None:
    """Put somebody out."""
    await moderation.remove(room, participant, request.participant_id, block=request.block)


async def give_role(room: LiveRoom, participant: Participant, request: asked.GiveRole) -> None:
    """Give somebody another role."""
    await leading.change_role(room, participant, request.participant_id, request.role)


async def lower_hand(room: LiveRoom, participant: Participant, request: asked.PersonOnly) -> None:
    """Lower somebody's hand."""
    moderation.lower_hand(room, participant, request.participant_id)


async def lower_hands(room: LiveRoom, participant: Participant, _request: requests.Empty) -> None:
    """Lower all hands."""
    moderation.lower_hands(room, participant)


async def set_rules(room: LiveRoom, participant: Participant, request: asked.Rules) -> None:
    """Set the meeting's rules."""
    await moderation.set_rules(room, participant, request.changes)


async def end(room: LiveRoom, participant: Participant, _request: requests.Empty) -> None:
    """End the meeting for everybody."""
    moderation.end(room, participant)


OPERATIONS = dict(
    (
        in_room(catalogue.STOP_SOURCE, stop),
        in_room(catalogue.MUTE_ALL, mute),
        in_room(catalogue.ASK_FOR_SOURCE, ask),
        in_room(catalogue.REMOVE, remove),
        in_room(catalogue.GIVE_ROLE, give_role),
        in_room(catalogue.LOWER_HAND, lower_hand),
        in_room(catalogue.LOWER_HANDS, lower_hands),
        in_room(catalogue.SET_RULES, set_rules),
        in_room(catalogue.END_MEETING, end),
    )
)
