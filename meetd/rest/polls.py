"""Polls of a room, for its host to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aiohttp import web

from meetd.poll import Poll, PollId, Vote
from meetd.rest.authority import room_of
from meetd.rest.csv_table import download, table
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire.catalogue import rest

_COLUMNS = ("poll", "question", "state", "voters", "option", "votes", "names")


async def export(request: web.Request) -> web.Response:
    """All polls as a table, the oldest first, an option a row."""
    room = room_of(request)
    polls = await deps(request).polls.of_room(room.id)
    votes = await deps(request).polls.votes(room.id)
    return download(table(_COLUMNS, rows(polls, votes)), f"{room.code}-polls.csv")


def rows(
    polls: Sequence[Poll], votes: Mapping[PollId, Sequence[Vote]]
) -> Iterator[tuple[object, ...]]:
    """Rows of the table. Of an anonymous poll they bear no names."""
    for number, poll in enumerate(polls, 1):
        cast = () if poll.anonymous else votes.get(poll.id, ())
        for place, (option, count) in enumerate(zip(poll.options, poll.counts, strict=True)):
            names = "; ".join(vote.name or "" for vote in cast if place in vote.choices)
            yield number, poll.question, poll.state, poll.voters, option, count, names


ROUTES = (Route(rest.EXPORT_POLLS, export),)
