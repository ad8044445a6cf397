"""All that a live room knows of its people, as another server needs it to go on with the room."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID

from meetd.auth.principal import Kind, Principal, ticket_of
from meetd.errors import InvalidRequest
from meetd.model import MessageId, ParticipantId, Room, SessionId, UserId
from meetd.rooms.board import must_be_board
from meetd.rooms.breakout_plan import Plan
from meetd.rooms.drawings import must_be_drawings
from meetd.rooms.mode import ModeMachine
from meetd.rooms.participant import Limit, Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import Role, role_of
from meetd.rooms.shared_timer import SharedTimer
from meetd.rooms.standing import Standing

Saved = dict[str, Any]
"""Plain JSON."""
_HINTS = get_type_hints(ParticipantInfo)
_ATTRIBUTES = tuple(one.name for one in fields(ParticipantInfo) if one.name != "connected")
_AS_IT_IS = (ParticipantId, ParticipantId | None, str, str | None, bool, bool | None, int | None)


def save_participant(participant: Participant, router_id: str | None) -> Saved:
    """Save one, and the router that carries their media."""
    values = {name: getattr(participant, name) for name in _ATTRIBUTES}
    return {name: _plain(value) for name, value in values.items()} | {
        "resume_token": participant.resume_token,
        "held": sorted(participant.held),
        "reads_behind": participant.reads_behind,
        "session_id": str(participant.principal.session_id),
        "ticket": None if (ticket := participant.principal.ticket) is None else asdict(ticket),
        "called": participant.principal.display_name,
        "router_id": router_id,
    }


def load_participant(saved: Saved, room: Room) -> Participant:
    """Make the same participant again. Their connection has still to come back; nobody need notice
    that it was away. Raises KeyError, TypeError, ValueError."""
    known = {name: _typed(_HINTS[name], saved[name]) for name in _ATTRIBUTES if name in saved}
    session_id = SessionId(UUID(saved["session_id"]))
    guest = bool(known.get("guest"))
    kind, bound_to = (Kind.GUEST, room.id) if guest else (Kind.USER, None)
    ticket = None if (its := saved.get("ticket")) is None else ticket_of(its)
    called = str(saved.get("called", known["username"]))
    principal = Principal(known["user_id"], called, session_id, kind, bound_to, ticket)
    known.setdefault("role", role_of(principal, room))
    return Participant(
        **known,
        principal=principal,
        resume_token=str(saved["resume_token"]),
        held=set(saved.get("held", ())),
        reads_behind=MessageId(int(saved.get("reads_behind", 0))),
    )


def must_be_room(saved: Saved, room: Room) -> None:
    """Raise InvalidRequest where that is not all of a room."""
    try:
        ids = {load_participant(each, room).id for each in saved["participants"]}
        Standing().restore(saved.get("standing", Standing().save()))
        must_be_drawings(saved.get("drawings", []))
        must_be_board(saved.get("board"))
        must_be_breakouts(saved.get("beside"))
        SharedTimer(lambda _event: None).restore(saved.get("timer"))
        for admitted in saved.get("admitted", []):
            UUID(admitted)
        if not isinstance(saved.get("met", True), bool):
            raise TypeError("was somebody inside?")
        ModeMachine(0, 0).restore(saved["mode"], 0)
        beside = {each.get("companion_of") for each in saved["participants"]} - {None}
        if ids != set(saved["mode"]["members"]) or not beside <= ids:
            raise ValueError("who is in the room?")
        for each in saved["participants"]:
            if not isinstance(each["router_id"], str | None):
                raise TypeError("a router has a name")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidRequest("This is no room.") from error


def must_be_breakouts(saved: Any) -> None:
    """Raise AttributeError, KeyError, TypeError, ValueError where that is neither a room's
    breakouts nor what makes it one."""
    if isinstance(saved, dict):
        if saved["plan"] is not None:
            Plan.load(saved["plan"])
        for room_id, people in saved["present"].items():
            UUID(room_id)
            for who in people:
                UUID(who)
    elif not isinstance(saved, float | int | None):
        raise TypeError("what is beside the room?")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return str(value) if isinstance(value, UUID | Limit | Role) else value


def _typed(hint: Any, value: Any) -> Any:
    if hint in _AS_IT_IS:
        return value
    if hint == UserId:
        return UserId(UUID(value))
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is Role:
        return Role(value)
    if hint == Limit | None:
        return None if value is None else Limit(value)
    if hint == tuple[VideoCodec, ...]:
        return tuple(VideoCodec(each) for each in value)
    raise TypeError(hint)
