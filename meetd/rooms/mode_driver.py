"""Drives a room's mode machine: gives it the time, and carries out what it decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from meetd.model import ParticipantId
from meetd.rooms.limits import RoomLimits
from meetd.rooms.mode import Decided, Decision, Mode, ModeMachine, Reason


class ModeDriver:
    """A mode machine on the loop's clock."""

    def __init__(
        self,
        limits: RoomLimits,
        *,
        on_decided: Callable[[Decided], None],
        on_settled: Callable[[int], None],
    ) -> None:
        """`on_settled` is called with the epoch."""
        self._machine = ModeMachine(limits.p2p_timeout, limits.return_delay)
        self._on_decided = on_decided
        self._on_settled = on_settled
        self._alarm: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def mode(self) -> Mode:
        """The way that media travels now."""
        return self._machine.mode

    @property
    def epoch(self) -> int:
        """The number of the decision for it."""
        return self._machine.epoch

    @property
    def reason(self) -> Reason:
        """The reason for which it began."""
        return self._machine.reason

    @property
    def settled(self) -> bool:
        """True if everybody has this path."""
        return self._machine.settled

    def is_direct(self, epoch: int, participant_id: ParticipantId) -> bool:
        """Return whether somebody has that epoch's direct path."""
        return self._machine.is_direct(epoch, participant_id)

    def joined(self, participant_id: ParticipantId) -> None:
        """Somebody came."""
        self._carry_out(self._machine.joined(participant_id, self._now()))

    def left(self, participant_id: ParticipantId) -> None:
        """Somebody went."""
        self._carry_out(self._machine.left(participant_id, self._now()))

    def guard(self, on: bool) -> None:
        """Somebody may not send everything, or all may again."""
        self._carry_out(self._machine.guard(on, self._now()))

    def ready(self, participant_id: ParticipantId, epoch: int) -> None:
        """Somebody has the whole new path."""
        self._carry_out(self._machine.ready(participant_id, epoch))

    def failed(self, epoch: int) -> None:
        """Somebody could not build the new path."""
        self._carry_out(self._machine.failed(epoch, self._now()))

    def router_found(self, *, again: bool) -> bool:
        """The room has its first router, or `again` one; return whether that changes the mode."""
        found = self._machine.worker_died if again else self._machine.router_ready
        decisions = found(self._now())
        self._carry_out(decisions)
        return bool(decisions)

    def save(self) -> dict[str, Any]:
        """What another server needs to go on; see ModeMachine."""
        return self._machine.save()

    def restore(self, saved: dict[str, Any]) -> None:
        """Go on where another server was. Raises KeyError, TypeError, ValueError."""
        self._machine.restore(saved, self._now())
        self._carry_out([])

    def close(self) -> None:
        """Nothing is decided any more."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()

    def _carry_out(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision, Decided):
                self._on_decided(decision)
            else:
                self._on_settled(decision.epoch)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._machine.deadline is not None and not self._closed:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_at(self._machine.deadline, self._wake)

    def _wake(self) -> None:
        self._alarm = None
        self._carry_out(self._machine.tick(self._now()))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
