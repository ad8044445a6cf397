"""Messages of a room: stored first, then delivered, in one order for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.message_page import within_page
from meetd.model import Message, MessageId, RoomId, UserId
from meetd.rooms.message_text import checked
from meetd.rooms.ports import MessageStore

PAGE = 50
"""Messages that somebody who joins gets at once."""
REPLAY_LIMIT = 500
"""Messages at most that somebody who comes back gets at once."""


RATE, BURST = 5.0, 30.0
"""Messages of one person, per second and at once, in all rooms together."""


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in the order they were said."""

    messages: list[Message]
    has_more: bool
    """True if there are others beyond these, in the direction that was asked for."""


class Chat:
    """The messages of one room. `allow` refuses what is more than a person may say."""

    def __init__(
        self,
        room_id: RoomId,
        messages: MessageStore,
        deliver: Callable[[Message], None],
        allow: Callable[[UserId, str], None] = lambda *_: None,
    ) -> None:
        self._room_id = room_id
        self._messages = messages
        self._deliver = deliver
        self._order = asyncio.Lock()
        self._allow = allow

    def quiet(self) -> AbstractAsyncContextManager[None]:
        """While this is held no message is stored or delivered: who reads the history inside and
        begins to listen misses none and gets none twice."""
        return self._order

    async def say(self, principal: Principal, client_id: UUID, content: str) -> Message:
        """Store and deliver. The same client id again gives the stored message and delivers
        nothing. Raises InvalidRequest, TooManyRequests, ChatQuotaReached, ClientIdTaken."""
        content = checked(content)
        self._allow(principal.id, content)
        async with self._order:
            message, created = await self._messages.add(
                self._room_id, principal.id, client_id, content
            )
            if created:
                self._deliver(message)
        return message

    async def before(self, message_id: MessageId | None, limit: int = PAGE) -> Page:
        """Messages before that one, or the last of all."""
        return await page_before(self._messages, self._room_id, message_id, limit)

    async def since(self, message_id: MessageId, limit: int = REPLAY_LIMIT) -> Page:
        """Messages after that one."""
        messages = await self._messages.after(self._room_id, message_id, limit=limit + 1)
        count = within_page(messages, limit)
        return Page(messages[:count], count < len(messages))


async def page_before(
    messages: MessageStore, room_id: RoomId, message_id: MessageId | None, limit: int
) -> Page:
    """Messages of a room before that one, or the last of all: see Messages for how many."""
    found = await messages.page(room_id, message_id, limit + 1)
    count = within_page(found[::-1], limit)
    return Page(found[-count:], count < len(found))
