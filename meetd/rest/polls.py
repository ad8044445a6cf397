"""Polls of a room, for its host to keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator

from aiohttp import web

from meetd.poll import Poll, Vote
from meetd.rest.authority import room_of
from meetd.rest.csv_table import KIND, table
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.streaming import answer_to, as_file, sent
from meetd.wire.catalogue import rest

_COLUMNS = ("poll", "question", "state", "voters", "option", "votes", "names")


async def export(request: web.Request) -> web.StreamResponse:
    """All polls as a table, the oldest first, an option a row."""
    room, store = room_of(request), deps(request).polls
    polls = await store.of_room(room.id)

    async def pieces() -> AsyncIterator[bytes]:
        yield table([_COLUMNS]).encode()
        for number, poll in enumerate(polls, 1):
            votes = () if poll.anonymous else await store.votes(room.id, poll.id)
            yield table(rows(number, poll, votes)).encode()

    with answer_to(deps(request).addresses.place(request)):
        return await sent(request, as_file(f"{room.code}-polls.csv", KIND), pieces())


def rows(number: int, poll: Poll, votes: Iterable[Vote]) -> Iterator[tuple[object, ...]]:
    """Rows of the table for one poll. Of an anonymous poll they bear no names."""
    chose = defaultdict[int, list[str]](list)
    for vote in votes:
        for place in vote.choices:
            chose[place].append(vote.name or "")
    for place, (option, count) in enumerate(zip(poll.options, poll.counts, strict=True)):
        names = "; ".join(chose[place])
        yield number, poll.question, poll.state, poll.voters, option, count, names


ROUTES = (Route(rest.EXPORT_POLLS, export),)
