"""Messages of rooms in a list: no database."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from meetd.model import Message, MessageId, RoomId, UserId


class ModelMessages:
    """Stores messages as the table does."""

    def __init__(self) -> None:
        self.stored: list[Message] = []

    def under(self, epoch: int) -> ModelMessages:
        return self

    async def add(
        self, room_id: RoomId, user_id: UserId, client_id: UUID, content: str
    ) -> tuple[Message, bool]:
        for message in self.stored:
            if (message.user_id, message.client_id) == (user_id, client_id):
                return message, False
        new = Message(
            MessageId(len(self.stored) + 1), room_id, user_id, str(user_id), content,
            datetime.now(UTC), client_id,
        )  # fmt: skip
        self.stored.append(new)
        return new, True

    async def page(self, room_id: RoomId, before: MessageId | None, limit: int) -> list[Message]:
        return [m for m in self._of(room_id) if before is None or m.id < before][-limit:]

    async def after(self, room_id: RoomId, message_id: MessageId, limit: int) -> list[Message]:
        return [m for m in self._of(room_id) if m.id > message_id][:limit]

    def _of(self, room_id: RoomId) -> list[Message]:
        return [message for message in self.stored if message.room_id == room_id]
