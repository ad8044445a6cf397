"""The cost that an account's requests may have: who asks for more is read more slowly."""

from __future__ import annotations

import asyncio
import time

from meetd.model import UserId
from meetd.signaling import limits

_KEPT = 10_000


class Budget:
    """Full at first, and refilled at a steady rate. May be overdrawn by what came at once."""

    __slots__ = ("_counted_at", "_left")

    def __init__(self) -> None:
        self._left = limits.BUDGET_BURST
        self._counted_at = time.monotonic()

    @property
    def full(self) -> bool:
        """True if it is as a new one would be."""
        self.spend(0)
        return self._left >= limits.BUDGET_BURST

    def spend(self, cost: float) -> float:
        """Take that much; seconds after which it is paid."""
        now = time.monotonic()
        refilled = self._left + (now - self._counted_at) * limits.BUDGET_RATE
        self._left = min(limits.BUDGET_BURST, refilled) - cost
        self._counted_at = now
        return max(0.0, -self._left / limits.BUDGET_RATE)


class Budgets:
    """One budget for all sockets of an account, kept until it is full again."""

    def __init__(self) -> None:
        self._known: dict[UserId, Budget] = {}
        self._kept = _KEPT

    def of(self, user_id: UserId) -> Budget:
        """The account's."""
        if len(self._known) >= self._kept:
            self._known = {who: budget for who, budget in self._known.items() if not budget.full}
            # So many come before all are looked at again, however few there were to forget.
            self._kept = max(_KEPT, 2 * len(self._known))
        return self._known.setdefault(user_id, Budget())


class Turnstile:
    """Lets one request after the other begin, and all else run in between."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def enter(self) -> None:
        """Wait for one's turn."""
        async with self._lock:
            await asyncio.sleep(0)
