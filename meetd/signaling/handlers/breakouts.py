"""Breakout rooms: planned and opened from the main room, and what is called from room to room."""

from __future__ import annotations

from meetd.errors import NoBreakouts
from meetd.model import UserId
from meetd.rooms.breakout_room import BreakoutRoom
from meetd.rooms.breakouts import Breakouts
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import breakouts as asked
from meetd.wire import requests
from meetd.wire.catalogue import breakouts as catalogue
from meetd.wire.marks import ABSENT


def _of(room: LiveRoom) -> Breakouts:
    """The breakouts of a room that may have some."""
    if not isinstance(room.beside, Breakouts):
        raise NoBreakouts
    return room.beside


async def plan(room: LiveRoom, _participant: Participant, request: asked.PlanBreakouts) -> None:
    """Say which rooms there are to be."""
    names, breakouts = [name.strip() for name in request.names], _of(room)
    changes = request.changes(breakouts.others)
    await breakouts.prepare(names, shuffle=request.shuffle, changes=changes)


async def assign(room: LiveRoom, _participant: Participant, request: asked.AssignPerson) -> None:
    """Say to which room somebody belongs."""
    await _of(room).assign(UserId(request.user_id), request.room)


async def expect(room: LiveRoom, _participant: Participant, request: asked.ExpectPerson) -> None:
    """Say to which room somebody belongs who has not come yet."""
    await _of(room).expect(request.name, request.room)


async def choose(room: LiveRoom, participant: Participant, request: asked.ChooseBreakout) -> None:
    """Choose a room."""
    await _of(room).choose(participant, request.room)


async def open_all(room: LiveRoom, _participant: Participant, request: asked.OpenBreakouts) -> None:
    """Open the rooms."""
    as_planned = request.seconds is ABSENT
    seconds = None if request.seconds is ABSENT else request.seconds
    await _of(room).open(seconds, as_planned=as_planned)


async def set_time(
    room: LiveRoom, _participant: Participant, request: asked.CloseBreakoutsIn
) -> None:
    """Say how long they are open from now on."""
    await _of(room).set_time(request.seconds)


async def close_all(room: LiveRoom, _participant: Participant, _request: requests.Empty) -> None:
    """Close the rooms."""
    await _of(room).close()


async def say(room: LiveRoom, participant: Participant, request: asked.SayToBreakouts) -> None:
    """Say something to all."""
    room.beside.say(request.text, participant.username)


async def ask_for_help(room: LiveRoom, participant: Participant, _request: requests.Empty) -> None:
    """Call those who lead."""
    if not isinstance(room.beside, BreakoutRoom):
        raise NoBreakouts
    room.beside.ask_for_help(participant)


OPERATIONS = dict(
    (
        in_room(catalogue.PLAN_BREAKOUTS, plan),
        in_room(catalogue.ASSIGN_PERSON, assign),
        in_room(catalogue.EXPECT_PERSON, expect),
        in_room(catalogue.CHOOSE_BREAKOUT, choose),
        in_room(catalogue.OPEN_BREAKOUTS, open_all),
        in_room(catalogue.TIME_BREAKOUTS, set_time),
        in_room(catalogue.CLOSE_BREAKOUTS, close_all),
        in_room(catalogue.SAY_TO_BREAKOUTS, say),
        in_room(catalogue.ASK_FOR_HELP, ask_for_help),
    )
)
