"""Admission to a live room: who comes gets a place of their own, or their old one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from meetd.auth.principal import Principal
from meetd.errors import JoinedElsewhere, NotInRoom, RoomFull
from meetd.model import MessageId, ParticipantId
from meetd.room_settings import RoomSettings
from meetd.rooms.chat import Page
from meetd.rooms.events import ModeState
from meetd.rooms.members import Members
from meetd.rooms.participant import Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import TO_SHOW, Role, permitted


@dataclass(frozen=True, slots=True)
class Resume:
    """The participant somebody was before the connection broke, and the proof."""

    participant_id: ParticipantId
    token: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes, and how."""

    principal: Principal
    socket_id: str
    """What they are reached over once they are inside."""
    microphone: bool
    camera: bool
    screen: bool = False
    decodes: tuple[VideoCodec, ...] = (VideoCodec.VP8,)
    pronouns: str = ""
    picture: str | None = None
    same_host: bool = False
    """A program of this host comes, and no proxy for it."""
    companion_of: ParticipantId | None = None
    """In whose physical room they are, where they come without sound."""
    take_over: bool = False
    """True if their other window, where there is one, is to go."""
    resume: Resume | None = None
    last_message_id: MessageId | None = None
    """The last message that they have read, if any."""
    wanted: Callable[[], bool] = lambda: True
    """Says whether they still want to come in."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The room as somebody finds it on coming in."""

    participant: Participant
    resumed: bool
    others: list[ParticipantInfo]
    """All, or of a large room the first."""
    others_cursor: ParticipantId | None
    """The last of these, where there are more."""
    size: int
    """Participants, with the one who came."""
    mode: ModeState
    history: Page


@dataclass(frozen=True, slots=True)
class Place:
    """What an arrival is inside as."""

    participant: Participant
    resumed: bool
    replaces: list[Participant] = field(default_factory=list)
    """What the same person was inside as, and is no longer."""


def find_place(arrival: Arrival, role: Role, members: Members, limit: int) -> Place:
    """Find the place of somebody who may join. Nobody is in a room twice: who comes again replaces
    a window that lost its connection. `limit`: participants in a room at most.

    Raises JoinedElsewhere, RoomFull; NotInRoom (to come in is not wanted any more)."""
    known = _resumed(arrival, members)
    if known is not None:
        return Place(known, resumed=True)
    if not arrival.wanted():
        raise NotInRoom
    older = members.of(arrival.principal)
    if not arrival.take_over and any(its.connected for its in older):
        raise JoinedElsewhere
    if len(members) - len(older) >= limit:
        raise RoomFull
    ticket = arrival.principal.ticket
    new = Participant(
        principal=arrival.principal,
        role=role,
        user_id=arrival.principal.id,
        username=arrival.principal.display_name,
        guest=arrival.principal.is_guest,
        microphone=arrival.microphone,
        camera=arrival.camera,
        screen=arrival.screen,
        decodes=arrival.decodes,
        pronouns=arrival.pronouns,
        picture=arrival.picture,
        bot=ticket is not None and ticket.bot,
    )
    return Place(new, resumed=False, replaces=older)


def keep_to(
    participant: Participant, arrival: Arrival, settings: RoomSettings, *, again: bool
) -> list[str]:
    """Have on what somebody comes with on, as far as it may be; return what their page has to turn
    off: it is not allowed, or somebody else turned it off while they were away."""
    allowed = permitted(participant.role, settings, participant.without)
    if settings.mute_on_entry and not (again or participant.role.leads):
        participant.held.add("microphone")
    stopped: list[str] = []
    for name, permission in TO_SHOW.items():
        on = getattr(arrival, name)
        if not on:
            participant.held.discard(name)
        elif permission not in allowed or name in participant.held:
            participant.held.add(name)
            stopped.append(name)
        setattr(participant, name, on and name not in participant.held)
    return stopped


def _resumed(arrival: Arrival, members: Members) -> Participant | None:
    resume = arrival.resume
    known = members.get(resume.participant_id) if resume is not None else None
    if resume is None or known is None:
        return None
    return known if known.is_resumed_by(arrival.principal, resume.token) else None
