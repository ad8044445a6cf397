"""Limits on what one account may use, whichever rooms it is in and however often it comes."""

from __future__ import annotations

import math
from uuid import UUID

from meetd.errors import ChatQuotaReached, RoomQuotaReached, TooManyRequests
from meetd.model import UserId
from meetd.rooms.chat import BURST, RATE
from meetd.token_bucket import TokenBuckets

CHAT_BYTES = 8 * 2**20
"""Bytes of messages that one person may have stored in a day: a thick book."""
GUESTS_BYTES = 16 * CHAT_BYTES
"""Bytes of messages that guests of one host may have stored in a day, in all rooms: nobody knows
how many of them are one person."""
DAY = 24 * 60 * 60.0
MAX_ROOMS = 1000
"""Rooms of one person."""
ROOM_RATE, ROOM_BURST = 1 / 6, 100.0
"""Rooms that one person makes, per second and at once."""
COME_RATE, COMES = 1 / 2, 200.0
"""Times that one person comes into rooms anew, per second and at once: each is told to all, and
kept in the room's log and as events."""
WRITE_RATE, WRITE_BURST = 10.0, 300.0
"""Writes of one person, or of one key, over REST, per second and at once."""
KEYS_SHARE = 5
"""Times as many may be of all keys of an account together, those that are revoked by now too."""


class Quotas:
    """Counts what each account uses, beyond its rooms, its sockets and its sessions."""

    def __init__(self) -> None:
        self._messages = TokenBuckets[UserId](RATE, BURST)
        self._chat_bytes = TokenBuckets[UserId](CHAT_BYTES / DAY, CHAT_BYTES)
        self._guests_bytes = TokenBuckets[UserId](GUESTS_BYTES / DAY, GUESTS_BYTES)
        self._rooms = TokenBuckets[UserId](ROOM_RATE, ROOM_BURST)
        self._comings = TokenBuckets[UserId](COME_RATE, COMES)
        self._writes = TokenBuckets[UUID](WRITE_RATE, WRITE_BURST)
        self._keys_writes = TokenBuckets[UserId](KEYS_SHARE * WRITE_RATE, KEYS_SHARE * WRITE_BURST)

    def say(self, user_id: UserId, content: str, guest_of: UserId | None = None) -> None:
        """Somebody writes a message, or a guest of that host. Raises TooManyRequests,
        ChatQuotaReached."""
        messages, size = self._messages.of(user_id), len(content.encode())
        messages.must_have()
        try:
            if guest_of is not None:
                self._guests_bytes.of(guest_of).must_have(size)
            self._chat_bytes.of(user_id).take(size)
            if guest_of is not None:
                self._guests_bytes.of(guest_of).take(size)
        except TooManyRequests as error:
            raise ChatQuotaReached(retry_after=error.retry_after) from None
        messages.take()

    def must_come(self, user_id: UserId) -> None:
        """Raises TooManyRequests: somebody may come into no room now."""
        self._comings.of(user_id).must_have()

    def came(self, user_id: UserId) -> None:
        """Somebody has come into a room, and not back to their place there."""
        self._comings.of(user_id).count()

    def write(self, who: UUID, by_key_of: UserId | None = None) -> None:
        """Somebody changes something over REST, or a key of that account. Raises
        TooManyRequests."""
        if by_key_of is not None:
            self._keys_writes.of(by_key_of).must_have()
        self._writes.of(who).take()
        if by_key_of is not None:
            self._keys_writes.of(by_key_of).take()

    def writes_left(self, who: UUID) -> tuple[int, int]:
        """How many writes they have at once, and in how many seconds they have all again."""
        left = self._writes.of(who).left
        return int(left), math.ceil((WRITE_BURST - left) / WRITE_RATE)

    def make_room(self, user_id: UserId) -> None:
        """Somebody makes a room. Raises RoomQuotaReached when they are made too fast."""
        try:
            self._rooms.of(user_id).take()
        except TooManyRequests as error:
            raise RoomQuotaReached(
                "You have made many meetings. Wait a moment, or use one of those.",
                retry_after=error.retry_after,
            ) from None
