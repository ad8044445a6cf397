"""Messages of a room, over REST."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC

from aiohttp import web

from meetd.model import Message, MessageId
from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_query
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.streaming import answer_to, as_file, sent
from meetd.rooms.chat import page_before
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT

EXPORTED = 200
"""Messages that are read at a time to be exported."""


async def messages(request: web.Request) -> web.Response:
    """The newest messages, or those before one, for who is or was inside; oldest first."""
    said = read_query(request, bodies.MessagesQuery)
    before = None if said.before is ABSENT else MessageId(said.before)
    room, caller = room_of(request), principal(request)
    page = await page_before(deps(request).messages, room.id, before, said.limit, caller.id)
    page = await deps(request).rooms.readable(caller, room, page, deps(request).messages)
    next_cursor = page.messages[0].id if page.has_more else None
    return answered(answers.MessagesAnswer(page.messages, next_cursor))


async def export(request: web.Request) -> web.StreamResponse:
    """All that was said for its host to keep, a line or more each, as it is read from the table."""
    room, reader = room_of(request), principal(request).id
    messages = deps(request).messages
    first = await messages.following(room.id, MessageId(0), EXPORTED, reader)

    async def pieces() -> AsyncIterator[bytes]:
        page = first
        while page:
            yield "".join(map(as_text, page)).encode()
            page = await messages.following(room.id, page[-1].id, EXPORTED, reader)

    response = as_file(f"{room.code}.txt", "text/plain")
    with answer_to(deps(request).addresses.place(request)):
        return await sent(request, response, pieces())


def as_text(message: Message) -> str:
    """A message as a line of text, with further ones indented; of a deleted one that it was."""
    to = "" if message.to is None else f" (to {message.to.username} alone)"
    content = "(deleted)" if message.deleted else message.content.replace("\n", "\n    ")
    return (
        f"[{message.created_at.astimezone(UTC):%Y-%m-%d %H:%M}] {message.username}{to}: {content}\n"
    )


ROUTES = (Route(rest.READ_MESSAGES, messages), Route(rest.EXPORT_MESSAGES, export))
