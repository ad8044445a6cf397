"""What a worker sends: the sum of its transports, of which a few are asked at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol

import worker_bridge

ASKED_AT_ONCE = 16
"""Transports that are asked for their statistics at a time: all of them would cost a worker more
than the figure is worth."""


class Asked(Protocol):
    """A transport, here or of a router that was lent."""

    @property
    def id(self) -> str:
        """Unique in the worker."""

    def get_stats(self) -> Awaitable[list[dict[str, Any]]]:
        """`sendBitrate` in one object."""


class Egress:
    """An estimate from those that were asked last."""

    def __init__(self) -> None:
        self.bits_per_second = 0
        self._rates: dict[str, int] = {}
        """What each one sent when it was asked, those asked last at the end."""

    async def ask(self, transports: Iterable[Asked]) -> None:
        """Ask some of those that are open, in turn, and estimate the sum."""
        there = {transport.id: transport for transport in transports}
        self._rates = {id_: rate for id_, rate in self._rates.items() if id_ in there}
        new = [id_ for id_ in there if id_ not in self._rates]
        turn = [*new, *self._rates][:ASKED_AT_ONCE]
        answers = await asyncio.gather(
            *(there[id_].get_stats() for id_ in turn), return_exceptions=True
        )
        for id_, answer in zip(turn, answers, strict=True):
            self._rates.pop(id_, None)
            if isinstance(answer, list):
                self._rates[id_] = sum(stats["sendBitrate"] for stats in answer)
            elif not isinstance(answer, worker_bridge.WorkerBridgeError):
                raise answer
        mean = sum(self._rates.values()) / len(self._rates) if self._rates else 0
        self.bits_per_second = round(mean * len(there))
