"""Messages of a room: stored first, then delivered, in one order for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.errors import InvalidRequest, MessageNotFound
from meetd.message_page import within_page
from meetd.model import Addressee, Message, MessageId, RoomId, UserId
from meetd.rooms.events import ChatChanged, ChatDelivered, ChatEvent, ChatReacted
from meetd.rooms.message_text import checked
from meetd.rooms.participant import NOTHING_READ
from meetd.rooms.ports import MessageStore

PAGE = 50
"""Messages that somebody who joins gets at once."""
REPLAY_LIMIT = 500
"""Messages at most that somebody who comes back gets at once."""


RATE, BURST = 5.0, 30.0
"""Messages of one person, per second and at once, in all rooms together."""


class Emoji(StrEnum):
    """A way to react to a message: one person once in each."""

    THUMBS_UP = "👍"
    HEART = "❤️"
    JOY = "😂"
    SURPRISED = "😮"
    CRYING = "😢"
    PARTY = "🎉"
    CLAP = "👏"
    THANKS = "🙏"


MAX_WORDS = 8
"""Words that a search looks for."""


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in the order they were said; or in that in which they came or were changed."""

    messages: list[Message]
    has_more: bool
    """True if there are others beyond these, in the direction that was asked for."""

    def behind(self, message_id: MessageId, *, back: bool = True) -> Page:
        """The same, for who reads what was said after a message. `back`: it leads to older ones."""
        if message_id == NOTHING_READ:
            return self
        messages = readable(self.messages, message_id)
        ends = back and len(messages) < len(self.messages)
        return Page(messages, self.has_more and not ends)


@dataclass(frozen=True, slots=True)
class Found:
    """Messages that have what was searched for, oldest first."""

    messages: list[Message]
    next_cursor: MessageId | None
    """The message before which to search on; None: all were looked at."""

    def behind(self, message_id: MessageId) -> Found:
        """The same, for who reads what was said after a message."""
        cursor = self.next_cursor
        over = cursor is not None and cursor <= message_id
        return Found(readable(self.messages, message_id), None if over else cursor)


def readable(messages: Iterable[Message], behind: MessageId) -> list[Message]:
    """Leave out what was said up to a message, and what is quoted of it."""
    return [
        message
        if message.reply_to is None or message.reply_to.id > behind
        else replace(message, reply_to=None)
        for message in messages
        if message.id > behind
    ]


def shown_behind(event: ChatEvent, message_id: MessageId) -> ChatEvent | None:
    """The same event for who reads what was said after a message; None: it is nothing to them. What
    is said now they read in any case."""
    message = event.message
    if not isinstance(event, ChatDelivered) and message.id <= message_id:
        return None
    if message.reply_to is None or message.reply_to.id > message_id:
        return event
    return replace(event, message=replace(message, reply_to=None))


async def _at_once() -> None:
    pass


class Chat:
    """The messages of one room. `allow` refuses what is more than a person may say; `settled` waits
    until what was seen of the room before is stored."""

    def __init__(
        self,
        room_id: RoomId,
        messages: MessageStore,
        deliver: Callable[[ChatEvent], None],
        allow: Callable[[Principal, str], None] = lambda *_: None,
        settled: Callable[[], Awaitable[None]] = _at_once,
    ) -> None:
        self._room_id = room_id
        self._messages = messages
        self._deliver = deliver
        self._order = asyncio.Lock()
        self._allow = allow
        self._settled = settled

    def quiet(self) -> AbstractAsyncContextManager[None]:
        """While this is held no message is stored or delivered: who reads the history inside and
        begins to listen misses none and gets none twice."""
        return self._order

    async def say(
        self,
        principal: Principal,
        client_id: UUID,
        content: str,
        *,
        to: Addressee | None = None,
        reply_to: MessageId | None = None,
        name: str | None = None,
        file_id: UUID | None = None,
        behind: MessageId = NOTHING_READ,
    ) -> Message:
        """Store and deliver, to one person alone or to all. `name`: what the sender is called
        here, where that is not their own; `file_id`: of a file that they uploaded; `behind`: the
        message after which they read. The same client id again gives the stored message and
        delivers nothing. Raises InvalidRequest, TooManyRequests, ChatQuotaReached, ClientIdTaken,
        FileNotFound; MessageNotFound: there is none to answer for them, and for all who would read
        the answer."""
        _must_read(reply_to, behind)
        content = checked(content)
        self._allow(principal, content)
        async with self._order:
            await self._settled()
            message, created = await self._messages.add(
                self._room_id,
                principal.id,
                client_id,
                content,
                to=to,
                reply_to=reply_to,
                guest_name=_kept_name(principal, name or principal.display_name),
                file_id=file_id,
            )
            if created:
                self._deliver(ChatDelivered(message))
        return message

    async def edit(
        self,
        principal: Principal,
        message_id: MessageId,
        content: str,
        *,
        behind: MessageId = NOTHING_READ,
    ) -> Message:
        """Give one's own message another text. Raises InvalidRequest, TooManyRequests,
        ChatQuotaReached, MessageNotFound, NotMessageAuthor."""
        _must_read(message_id, behind)
        content = checked(content)
        self._allow(principal, content)
        async with self._order:
            message, changed = await self._messages.edit(
                self._room_id, message_id, principal.id, content
            )
            if changed:
                self._deliver(ChatChanged(message))
        return message

    async def delete(
        self, principal: Principal, message_id: MessageId, *, anybodys: bool
    ) -> Message:
        """Delete one's own message, or `anybodys`. Raises MessageNotFound, NotMessageAuthor."""
        async with self._order:
            message, changed = await self._messages.delete(
                self._room_id, message_id, principal.id, anybodys=anybodys
            )
            if changed:
                self._deliver(ChatChanged(message))
        return message

    async def react(
        self,
        principal: Principal,
        message_id: MessageId,
        emoji: Emoji,
        *,
        on: bool,
        behind: MessageId = NOTHING_READ,
    ) -> None:
        """React to a message in one of the ways that there are, or take that back. Raises
        TooManyRequests, MessageNotFound."""
        _must_read(message_id, behind)
        self._allow(principal, emoji)
        async with self._order:
            message, changed = await self._messages.react(
                self._room_id, message_id, principal.id, emoji.value, on=on
            )
            if changed:
                self._deliver(ChatReacted(message, emoji.value, principal.id, on))

    async def before(
        self, message_id: MessageId | None, limit: int = PAGE, *, reader: UserId | None = None
    ) -> Page:
        """Messages before that one, or the last of all."""
        return await page_before(self._messages, self._room_id, message_id, limit, reader)

    async def newest(self, *, reader: UserId) -> MessageId:
        """Find the last message of all that somebody may read."""
        page = await self.before(None, 1, reader=reader)
        return page.messages[-1].id if page.messages else NOTHING_READ

    async def since(
        self, place: int, limit: int = REPLAY_LIMIT, *, reader: UserId | None = None
    ) -> Page:
        """Messages that came or were changed after that place."""
        messages = await self._messages.after(self._room_id, place, limit + 1, reader)
        count = within_page(messages, limit)
        return Page(messages[:count], count < len(messages))

    async def search(
        self, words: str, before: MessageId | None, limit: int, *, reader: UserId | None = None
    ) -> Found:
        """Messages before that one, or of all, that have these words. Raises InvalidRequest."""
        return await find(self._messages, self._room_id, words, before, limit, reader)


def _must_read(message_id: MessageId | None, behind: MessageId) -> None:
    """Raises MessageNotFound: it was said up to the message after which somebody reads."""
    if message_id is not None and message_id <= behind != NOTHING_READ:
        raise MessageNotFound


def _kept_name(principal: Principal, name: str) -> str | None:
    """The name that a message keeps: of an account that is called as ever none."""
    return name if principal.is_guest or name != principal.display_name else None


async def page_before(
    messages: MessageStore,
    room_id: RoomId,
    message_id: MessageId | None,
    limit: int,
    reader: UserId | None = None,
) -> Page:
    """Messages of a room before that one, or the last of all: see Messages for how many."""
    found = await messages.page(room_id, message_id, limit + 1, reader)
    count = within_page(found[::-1], limit)
    return Page(found[-count:], count < len(found))


async def find(
    messages: MessageStore,
    room_id: RoomId,
    words: str,
    before: MessageId | None,
    limit: int,
    reader: UserId | None = None,
) -> Found:
    """Messages of a room before that one, or of all, that have all of these words, the newest of
    them. Raises InvalidRequest."""
    wanted = words.split()
    if not 0 < len(wanted) <= MAX_WORDS:
        raise InvalidRequest(fields={"words": [f"Use 1 to {MAX_WORDS} words."]})
    found, looked_at = await messages.search(room_id, wanted, before, limit + 1, reader)
    count = within_page(found[::-1], limit)
    if count < len(found):
        return Found(found[-count:], found[-count].id)
    return Found(found, looked_at)
