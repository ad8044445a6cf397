"""Renaming oneself for a meeting, and saying how one is spoken of."""

from __future__ import annotations

from meetd.errors import NameInUse
from meetd.look_alikes import skeleton
from meetd.rooms.events import ParticipantUpdated
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant


def rename(room: LiveRoom, participant: Participant, name: str, pronouns: str) -> None:
    """Give somebody another name and other pronouns, here and until the meeting is over. Raises
    NotInRoom; NameInUse: somebody else inside is called like that, or nearly."""
    room.require_inside(participant)
    own = participant.principal
    if (name, pronouns) == (participant.username, participant.pronouns):
        return
    if name not in {participant.username, own.display_name}:
        alike = _seen(name)
        for other in room.people():
            names = {_seen(other.username), _seen(other.principal.display_name)}
            if other.user_id != own.id and alike in names:
                raise NameInUse
    participant.username, participant.pronouns = name, pronouns
    room.standing.rename(own, name)
    room.tell(ParticipantUpdated(participant.info()))


def _seen(name: str) -> str:
    return skeleton("".join(name.split()))
