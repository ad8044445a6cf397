"""What a bot receives on one router, whichever way it comes."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from meetd.bot.errors import Refused

Ask = Callable[..., Awaitable[dict[str, Any]]]


class Receiving:
    """Consumers, and aiortc's receivers of them."""

    def __init__(self, ask: Ask) -> None:
        self.consumers: dict[str, str] = {}
        """Ids of what is received, by the producer's id."""
        self._ask = ask
        self._receivers: dict[str, Any] = {}
        self._ended = 0
        """So many have ended."""

    async def end(self, producer_id: str) -> None:
        """Receive a producer no more."""
        consumer_id = self.consumers.pop(producer_id, None)
        receiver = self._receivers.pop(producer_id, None)
        if receiver is not None:
            self._ended += 1
            await receiver.stop()
        if consumer_id is not None:
            with contextlib.suppress(Refused):
                # Gone by itself, with what it is of.
                await self._ask("sfu:consumer:close", consumerIds=[consumer_id])

    async def lost(self) -> tuple[int, int]:
        """Packets that did not arrive at first, and all that were sent to the bot."""
        lost = whole = 0
        for receiver in list(self._receivers.values()):
            for one in (await receiver.getStats()).values():
                if one.type == "inbound-rtp":
                    lost += max(0, one.packetsLost)
                    whole += max(0, one.packetsLost) + one.packetsReceived
        return lost, whole

    async def _resume(self, producer_ids: Iterable[str]) -> None:
        ids = [self.consumers[one] for one in producer_ids]
        if ids:
            await self._ask("sfu:consumer:resume", consumerIds=ids)
