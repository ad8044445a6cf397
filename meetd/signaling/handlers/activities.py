"""What a meeting does together: polls, and a timer that all see."""

from __future__ import annotations

from meetd.poll import PollId
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import activities as asked
from meetd.wire import requests
from meetd.wire.catalogue import activities as catalogue


async def list_polls(
    room: LiveRoom, participant: Participant, _request: requests.Empty
) -> asked.PollList:
    """List the polls that one may see, with what one chose."""
    polls, chosen = await room.polls.list_for(participant)
    votes = [asked.OwnVote(poll_id, list(choices)) for poll_id, choices in chosen.items()]
    return asked.PollList(polls, votes)


async def create(room: LiveRoom, _participant: Participant, request: asked.CreatePoll) -> None:
    """Make a poll."""
    await room.polls.add(request.new, is_open=request.open)


async def set_open(room: LiveRoom, _participant: Participant, request: asked.SetPollOpen) -> None:
    """Open a poll, or close it."""
    await room.polls.set_open(PollId(request.poll_id), is_open=request.open)


async def delete(room: LiveRoom, _participant: Participant, request: asked.PollOnly) -> None:
    """Delete a poll."""
    await room.polls.remove(PollId(request.poll_id))


async def vote(room: LiveRoom, participant: Participant, request: asked.CastVote) -> asked.Voted:
    """Vote, for the first time or again."""
    return asked.Voted(await room.polls.vote(participant, PollId(request.poll_id), request.choices))


async def set_timer(room: LiveRoom, participant: Participant, request: asked.SetTimer) -> None:
    """Start the timer."""
    room.timer.start(request.seconds, participant.username)


async def extend_timer(room: LiveRoom, participant: Participant, request: asked.SetTimer) -> None:
    """Let it run longer."""
    room.timer.add(request.seconds, participant.username)


async def stop_timer(room: LiveRoom, _participant: Participant, _request: requests.Empty) -> None:
    """Stop it."""
    room.timer.stop()


OPERATIONS = dict(
    (
        in_room(catalogue.LIST_POLLS, list_polls),
        in_room(catalogue.CREATE_POLL, create),
        in_room(catalogue.OPEN_POLL, set_open),
        in_room(catalogue.DELETE_POLL, delete),
        in_room(catalogue.VOTE, vote),
        in_room(catalogue.SET_TIMER, set_timer),
        in_room(catalogue.EXTEND_TIMER, extend_timer),
        in_room(catalogue.STOP_TIMER, stop_timer),
    )
)
