"""All that a live room knows of its people, as another server needs it to go on with the room."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.errors import InvalidRequest
from meetd.model import ParticipantId, Room, SessionId, UserId
from meetd.rooms.mode import ModeMachine
from meetd.rooms.participant import Limit, Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import role_of

Saved = dict[str, Any]
"""Plain JSON."""
_HINTS = get_type_hints(ParticipantInfo)
_ATTRIBUTES = tuple(one.name for one in fields(ParticipantInfo) if one.name != "connected")
_AS_IT_IS = (ParticipantId, str, bool, bool | None)


def save_participant(participant: Participant, router_id: str | None) -> Saved:
    """Save one, and the router that carries their media."""
    values = {name: getattr(participant, name) for name in _ATTRIBUTES}
    return {name: _plain(value) for name, value in values.items()} | {
        "resume_token": participant.resume_token,
        "session_id": str(participant.principal.session_id),
        "router_id": router_id,
    }


def load_participant(saved: Saved, room: Room) -> Participant:
    """Make the same participant again. Their connection has still to come back; nobody need notice
    that it was away. Raises KeyError, TypeError, ValueError."""
    known = {name: _typed(_HINTS[name], saved[name]) for name in _ATTRIBUTES if name in saved}
    session_id = SessionId(UUID(saved["session_id"]))
    principal = Principal(known["user_id"], known["username"], session_id)
    return Participant(
        **known,
        principal=principal,
        role=role_of(principal, room),
        resume_token=str(saved["resume_token"]),
    )


def must_be_room(saved: Saved, room: Room) -> None:
    """Raise InvalidRequest where that is not all of a room."""
    try:
        ids = {load_participant(each, room).id for each in saved["participants"]}
        ModeMachine(0, 0).restore(saved["mode"], 0)
        if ids != set(saved["mode"]["members"]):
            raise ValueError("who is in the room?")
        for each in saved["participants"]:
            if not isinstance(each["router_id"], str | None):
                raise TypeError("a router has a name")
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRequest("This is no room.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return str(value) if isinstance(value, UUID | Limit) else value


def _typed(hint: Any, value: Any) -> Any:
    if hint in _AS_IT_IS:
        return value
    if hint == UserId:
        return UserId(UUID(value))
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint == Limit | None:
        return None if value is None else Limit(value)
    if hint == tuple[VideoCodec, ...]:
        return tuple(VideoCodec(each) for each in value)
    raise TypeError(hint)
