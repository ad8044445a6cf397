"""Messages for those who came in while they could not be read: told once they can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from meetd.errors import MeetError, ServerStopping, Unavailable
from meetd.log import get_logger
from meetd.model import Message, MessageId, ParticipantId, UserId
from meetd.rooms.chat import Chat, Page

log = get_logger(__name__)

RETRY = 1.0
"""Seconds until what could not be read is tried again."""


NOT_YET = MessageId(2**53)
"""Behind all that was said."""


class LateHistory:
    """What one room's participants are owed. `tell` tells one of them of one message."""

    def __init__(self, chat: Chat, tell: Callable[[ParticipantId, Message], None]) -> None:
        self._chat = chat
        self._tell = tell
        self._owed: dict[ParticipantId, tuple[int | None, UserId]] = {}
        """The place up to which each of them has all, if any, and who they are."""
        self._paying: asyncio.Task[None] | None = None

    async def read(self, last: int | None, reader: UserId) -> Page | None:
        """Read what came after that place, or the newest messages; None: not now. Raises
        RoomElsewhere."""
        try:
            return await self._read(last, reader)
        except ServerStopping:
            raise
        except Unavailable:
            return None

    async def begin(self, reader: UserId) -> MessageId:
        """Find the message behind which somebody reads who comes now, and reads nothing of
        before. Raises RoomElsewhere."""
        try:
            return await self._chat.newest(reader=reader)
        except ServerStopping:
            raise
        except Unavailable:
            return NOT_YET

    def owe(self, participant_id: ParticipantId, last: int | None, reader: UserId) -> None:
        """Tell somebody later."""
        self._owed[participant_id] = last, reader
        if self._paying is None:
            self._paying = asyncio.create_task(self._pay())

    def forget(self, participant_id: ParticipantId) -> None:
        """Somebody went."""
        self._owed.pop(participant_id, None)

    def close(self) -> None:
        """Tell nobody any more."""
        self._owed.clear()
        if self._paying is not None:
            self._paying.cancel()

    async def _pay(self) -> None:
        try:
            while self._owed:
                await asyncio.sleep(RETRY)
                try:
                    await self._pay_all()
                except MeetError:
                    continue
                except Exception:
                    log.exception("messages were not told later either")
        finally:
            self._paying = None

    async def _pay_all(self) -> None:
        async with self._chat.quiet():
            for participant_id, (last, reader) in list(self._owed.items()):
                page = await self._read(last, reader)
                if self._owed.get(participant_id) != (last, reader):
                    continue
                for message in page.messages:
                    self._tell(participant_id, message)
                if last is not None and page.has_more:
                    self._owed[participant_id] = page.messages[-1].place, reader
                else:
                    del self._owed[participant_id]

    async def _read(self, last: int | None, reader: UserId) -> Page:
        if last is None:
            return await self._chat.before(None, reader=reader)
        return await self._chat.since(last, reader=reader)
