"""Messages of rooms in a list: no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from meetd.errors import MessageNotFound, NotMessageAuthor
from meetd.model import Addressee, Message, MessageId, RoomId, UserId


class ModelMessages:
    """Stores messages as the table does, without their reactions and what they answer."""

    def __init__(self) -> None:
        self.stored: list[Message] = []
        self._numbers = 0

    def under(self, epoch: int) -> ModelMessages:
        return self

    async def add(
        self,
        room_id: RoomId,
        user_id: UserId,
        client_id: UUID,
        content: str,
        *,
        to: Addressee | None = None,
        reply_to: MessageId | None = None,
        guest_name: str | None = None,
        file_id: UUID | None = None,
    ) -> tuple[Message, bool]:
        for message in self.stored:
            if (message.user_id, message.client_id) == (user_id, client_id):
                return message, False
        new = Message(
            MessageId(self._number()), room_id, user_id, str(user_id), content, datetime.now(UTC),
            client_id, to=to,
        )  # fmt: skip
        self.stored.append(new)
        return new, True

    async def edit(
        self, room_id: RoomId, message_id: MessageId, author_id: UserId, content: str
    ) -> tuple[Message, bool]:
        message = self._find(room_id, message_id, author_id)
        if message.user_id != author_id:
            raise NotMessageAuthor
        return self._change(replace(message, content=content, edited=True)), True

    async def delete(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, *, anybodys: bool
    ) -> tuple[Message, bool]:
        message = self._find(room_id, message_id, user_id)
        if message.user_id != user_id and not anybodys:
            raise NotMessageAuthor
        return self._change(replace(message, content="", deleted=True)), True

    async def react(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, emoji: str, *, on: bool
    ) -> tuple[Message, bool]:
        return self._change(self._find(room_id, message_id, user_id)), True

    async def page(
        self,
        room_id: RoomId,
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> list[Message]:
        of_room = self._of(room_id, reader)
        return [m for m in of_room if before is None or m.id < before][-limit:]

    async def after(
        self, room_id: RoomId, place: int, limit: int, reader: UserId | None = None
    ) -> list[Message]:
        by_place = sorted(self._of(room_id, reader), key=lambda m: m.place)
        return [m for m in by_place if m.place > place][:limit]

    async def said_before(
        self, moment: datetime, ids: Collection[MessageId]
    ) -> frozenset[MessageId]:
        return frozenset(m.id for m in self.stored if m.id in ids and m.created_at < moment)

    async def search(
        self,
        room_id: RoomId,
        words: Sequence[str],
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> tuple[list[Message], MessageId | None]:
        found = await self.page(room_id, before, len(self.stored), reader)
        return [m for m in found if all(word in m.content for word in words)][-limit:], None

    def _of(self, room_id: RoomId, reader: UserId | None) -> list[Message]:
        return [
            message
            for message in self.stored
            if message.room_id == room_id and (not message.between or reader in message.between)
        ]

    def _find(self, room_id: RoomId, message_id: MessageId, reader: UserId) -> Message:
        for message in self._of(room_id, reader):
            if message.id == message_id and not message.deleted:
                return message
        raise MessageNotFound

    def _change(self, changed: Message) -> Message:
        changed = replace(changed, change=self._number())
        self.stored = [changed if m.id == changed.id else m for m in self.stored]
        return changed

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers
