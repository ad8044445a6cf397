"""Companions: of several computers in one physical room one alone has sound. The others play and
send none, and everybody sees whom they are with."""

from __future__ import annotations

from collections.abc import Iterable

from meetd.auth.principal import Principal
from meetd.model import ParticipantId
from meetd.rooms.members import Members
from meetd.rooms.participant import Participant


def with_sound(
    members: Members, principal: Principal, beside: ParticipantId | None
) -> ParticipantId | None:
    """Find whose computer has the sound in the room of somebody who comes without; None where who
    they want to be beside is not there."""
    other = None if beside is None else members.get(beside)
    if other is None or other.principal.id == principal.id:
        return None
    return other.companion_of or other.id


def accompany(
    participant: Participant, other: Participant | None, everybody: Iterable[Participant]
) -> list[Participant]:
    """Have somebody be without sound beside another, with all who were beside them; None: they have
    sound of their own. Of a room the one who had the sound changes places with the other. Return
    those for whom that is a change."""
    sounds = None
    if other is not None:
        sounds = other.companion_of or other.id
        if sounds == participant.id:
            sounds = other.id
    moved = [participant]
    if sounds is not None:
        moved += (one for one in everybody if one.companion_of == participant.id)
    return _put(moved, sounds)


def left(participant_id: ParticipantId, everybody: Iterable[Participant]) -> list[Participant]:
    """Have who came first of those beside somebody who is gone take their place, with sound.
    Return those for whom that is a change."""
    beside = [one for one in everybody if one.companion_of == participant_id]
    return _put(beside, min((one.id for one in beside), default=None))


def _put(people: Iterable[Participant], sounds: ParticipantId | None) -> list[Participant]:
    changed = []
    for one in people:
        beside = None if one.id == sounds else sounds
        if one.companion_of != beside:
            one.companion_of = beside
            if beside is not None and one.microphone:
                one.hold(["microphone"])
            changed.append(one)
    return changed
