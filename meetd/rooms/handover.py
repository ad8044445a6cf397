"""All that a live room knows of its people, as another server needs it to go on with the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Protocol, get_type_hints
from uuid import UUID

from meetd.auth.principal import Kind, Principal, ticket_of
from meetd.cluster.bus import BreakoutNotice
from meetd.errors import InvalidRequest
from meetd.model import MessageId, ParticipantId, Room, RoomId, SessionId, UserId
from meetd.rooms.askers import must_be_askers
from meetd.rooms.board import must_be_board
from meetd.rooms.breakout_plan import Plan
from meetd.rooms.drawings import must_be_drawings
from meetd.rooms.media_link import MediaLink
from meetd.rooms.members import Members
from meetd.rooms.mode import ModeMachine
from meetd.rooms.mode_driver import ModeDriver
from meetd.rooms.moving import STILL_WITHIN, Moving
from meetd.rooms.participant import Limit, Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import Role, role_of
from meetd.rooms.ports import RoomMedia
from meetd.rooms.shared_timer import SharedTimer
from meetd.rooms.standing import Standing
from meetd.rooms.waiting_room import WaitingRoom

Saved = dict[str, Any]
"""Plain JSON."""
_HINTS = get_type_hints(ParticipantInfo)
_ATTRIBUTES = tuple(one.name for one in fields(ParticipantInfo) if one.name != "connected")
_AS_IT_IS = (ParticipantId, ParticipantId | None, str, str | None, bool, bool | None, int | None)


class Carried(Protocol):
    """What a room takes along as it is."""

    def save(self) -> Any:
        """Save it, as plain JSON."""

    def restore(self, saved: Any) -> None:
        """Go on with what another server had. Raises AttributeError, KeyError, TypeError,
        ValueError."""


class Handover:
    """One room's way to another server, and from there."""

    def __init__(
        self,
        carried: Mapping[str, Carried],
        *,
        waiting_room: WaitingRoom,
        members: Members,
        link: MediaLink,
        media: RoomMedia,
        mode: ModeDriver,
        hear: Callable[[BreakoutNotice], None],
    ) -> None:
        """`carried`: by the names under which they are saved; `hear` takes in what the room's
        breakouts, or the room that it is a breakout of, say."""
        self.moving = Moving()
        self._carried = carried
        self._waiting_room = waiting_room
        self._members = members
        self._link = link
        self._media = media
        self._mode = mode
        self._hear = hear
        self._left: list[ParticipantId] = []
        """Who went since the room was saved."""
        self._heard: list[BreakoutNotice] = []
        """What was said to it since then."""

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """While the room is given away: nothing is changed meanwhile. Raises TimeoutError, see
        Moving."""
        self._left.clear()
        self._heard.clear()
        try:
            async with self.moving.still():
                async with asyncio.timeout(STILL_WITHIN):
                    await self._waiting_room.kept.settled()
                yield
        finally:
            heard = () if self.moving.gone else tuple(self._heard)
            for notice in heard:
                self._hear(notice)

    def heard(self, notice: BreakoutNotice) -> None:
        """Take in what is said to the room, here or where it goes on."""
        if self.moving.under_way:
            self._heard.append(notice)
        else:
            self._hear(notice)

    def left(self, participant_id: ParticipantId) -> None:
        """Somebody went, whom nobody can ask to do that again."""
        if self.moving.under_way:
            self._left.append(participant_id)

    def save(self) -> Saved:
        """What another server needs to go on with the room; plain JSON."""
        return {
            **{name: part.save() for name, part in self._carried.items()},
            "mode": self._mode.save(),
            "admitted": self._waiting_room.save(),
            "met": self._waiting_room.met,
            "askers": self._waiting_room.save_askers(),
            "participants": [
                save_participant(one, self._link.told(one.id)) for one in self._members
            ],
        }

    def save_missed(self) -> Saved | None:
        """What came about since then, which that server has to be told too; None: nothing."""
        if not (self._left or self._heard):
            return None
        return {
            "left": [*self._left],
            "heard": [
                {"parent_id": str(one.parent_id), "kind": one.kind, "said": one.said}
                for one in self._heard
            ],
        }

    def restore(self, saved: Saved, room: Room) -> list[Participant]:
        """Go on with a room of another server; that it is one was looked at before. The people in
        it are about to come back."""
        for name, part in self._carried.items():
            if name in saved:
                part.restore(saved[name])
        met = saved.get("met", bool(saved["participants"]))
        self._waiting_room.restore(
            saved.get("admitted", []), met=met, askers=saved.get("askers", {})
        )
        for each in saved["participants"]:
            participant = load_participant(each, room)
            if each["router_id"] is not None:
                self._media.came_from(participant.id, each["router_id"])
            self._members.add(participant)
        return list(self._members)


def load_missed(saved: Saved) -> tuple[list[ParticipantId], list[BreakoutNotice]]:
    """Those who left, and what was said. Raises InvalidRequest."""
    try:
        left = [ParticipantId(str(one)) for one in saved["left"]]
        heard = [
            BreakoutNotice(RoomId(UUID(one["parent_id"])), str(one["kind"]), dict(one["said"]))
            for one in saved["heard"]
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidRequest("This is nothing that a room missed.") from error
    return left, heard


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
        must_be_askers(saved.get("askers", {}))
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
