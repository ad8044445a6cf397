"""What one is called, asking to speak, answering without a word, and who is seen large."""

from __future__ import annotations

from meetd.rooms import renaming
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests
from meetd.wire.catalogue import sockets


async def rename(room: LiveRoom, participant: Participant, request: requests.Rename) -> None:
    """Give oneself another name."""
    renaming.rename(room, participant, request.shown, " ".join(request.pronouns.split()))


async def hand(room: LiveRoom, participant: Participant, request: requests.Hand) -> None:
    """Raise one's hand, or lower it."""
    room.set_hand(participant, raised=request.raised)


async def companion(room: LiveRoom, participant: Participant, request: requests.Companion) -> None:
    """Be without sound beside somebody, or with one's own."""
    room.set_companion(participant, request.participant_id)


async def react(room: LiveRoom, participant: Participant, request: requests.React) -> None:
    """Give a sign that passes."""
    room.reactions.add(participant.id, request.sign)


async def spotlight(room: LiveRoom, _participant: Participant, request: requests.Spotlight) -> None:
    """Show one of them large to all, or nobody."""
    room.set_spotlight(request.participant_id)


OPERATIONS = dict(
    (
        in_room(sockets.RENAME, rename),
        in_room(sockets.HAND, hand),
        in_room(sockets.COMPANION, companion),
        in_room(sockets.REACT, react),
        in_room(sockets.SPOTLIGHT, spotlight),
    )
)
