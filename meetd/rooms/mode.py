"""Decides how a room's media travels: between two browsers, or through the SFU.

Pure state: no clock, no I/O. The room feeds it events with the time they happened at, carries out
the decisions it gets back, and wakes it at `deadline`.

            count 3 · guarded · p2p fails or late     all ready, or SETTLE_LIMIT
    p2p  ─────────────────────────────────▶  sfu (switching)  ──────────────▶  sfu (settled)
     ▲                                                                            │
     └──────────────── two left for `return_delay` · one left ────────────────────┘

Two are guarded while one of them may not send everything, or is a bot: who keeps that is the SFU,
which two who may are left for as if a third had gone (`rules`).

A P2P that never connected is not tried again by the same two; one that worked and broke is, each
time after twice the quiet.

Each decision has an epoch, one higher than the one before. Until it is settled, clients keep the
path of the epoch before it (make before break).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from meetd.model import ParticipantId

SETTLE_LIMIT = 10.0
"""Seconds after which a switch to the SFU counts as done, whoever has not said so."""


class Mode(enum.StrEnum):
    """The way that media travels."""

    P2P = "p2p"
    SFU = "sfu"


class Reason(enum.StrEnum):
    """The reason for which an epoch began."""

    JOINED = "joined"
    COUNT = "count"
    P2P_FAILED = "p2pFailed"
    RETURNED = "returned"
    WORKER_DIED = "workerDied"
    ROUTER_READY = "routerReady"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Decided:
    """A new epoch: everybody builds its path."""

    mode: Mode
    epoch: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Settled:
    """The epoch's path carries everything: the path before it may go."""

    epoch: int


Decision = Decided | Settled


@dataclass(slots=True)
class ModeMachine:
    """The mode of one room, by the number of participants and what they report."""

    p2p_timeout: float
    """Seconds two browsers get to connect to each other before the SFU takes over."""
    return_delay: float
    """Seconds that two must be alone again before they go back to P2P."""
    mode: Mode = Mode.P2P
    epoch: int = 1
    reason: Reason = Reason.JOINED
    settled: bool = True
    guarded: bool = False
    """True while somebody may not send everything, which nobody can hold them to but the SFU."""
    _direct: tuple[int, frozenset[ParticipantId]] = (0, frozenset())
    """The newest epoch of P2P, and who was there."""
    _members: set[ParticipantId] = field(default_factory=set)
    _waiting: set[ParticipantId] = field(default_factory=set)
    _p2p_failed: bool = False
    _p2p_breaks: int = 0
    """Times that P2P broke between the two who are there after it had worked."""
    _settle_by: float | None = None
    _return_at: float | None = None

    @property
    def deadline(self) -> float | None:
        """The time at which `tick` wants to be called, if ever."""
        times = [t for t in (self._settle_by, self._return_at) if t is not None]
        return min(times, default=None)

    def is_direct(self, epoch: int, *members: ParticipantId) -> bool:
        """Return whether these have that epoch's direct path. While the SFU carries the call, its
        two may keep it for what one of them cannot have through the SFU; not if guarded."""
        newest, its = self._direct
        return not self.guarded and epoch == newest and its.issuperset(members)

    def guard(self, on: bool, now: float) -> list[Decision]:
        """Somebody may not send everything, or all may again."""
        if on is self.guarded:
            return []
        self.guarded = on
        self._return_at = None
        if on and self._must_relay and self.mode is Mode.P2P:
            return self._begin(Mode.SFU, Reason.RULES, now)
        self._wait_for_return(now)
        return []

    def joined(self, member: ParticipantId, now: float) -> list[Decision]:
        """A participant came; one that comes again changes nothing."""
        if member in self._members:
            return []
        self._members.add(member)
        self._p2p_failed, self._p2p_breaks = False, 0
        self._return_at = None
        if not self._must_relay:
            return self._begin(Mode.P2P, Reason.JOINED, now)
        if self.mode is Mode.P2P:
            by_number = len(self._members) > 2
            return self._begin(Mode.SFU, Reason.JOINED if by_number else Reason.RULES, now)
        return []

    def left(self, member: ParticipantId, now: float) -> list[Decision]:
        """A participant went; one that is not there changes nothing."""
        if member not in self._members:
            return []
        self._members.remove(member)
        self._waiting.discard(member)
        self._p2p_failed, self._p2p_breaks = False, 0
        if len(self._members) <= 1:
            return self._begin(Mode.P2P, Reason.COUNT, now)
        self._wait_for_return(now)
        return self._settle_if_ready()

    def ready(self, member: ParticipantId, epoch: int) -> list[Decision]:
        """A participant has everything on the path of `epoch`."""
        if epoch != self.epoch or self.settled:
            return []
        self._waiting.discard(member)
        return self._settle_if_ready()

    def failed(self, epoch: int, now: float) -> list[Decision]:
        """A participant cannot have the path of `epoch`. In the SFU it has to try again itself."""
        if epoch != self.epoch or self.mode is Mode.SFU or len(self._members) < 2:
            return []
        worked = self.settled
        self._p2p_failed = not worked
        decisions = self._begin(Mode.SFU, Reason.P2P_FAILED, now)
        if worked:
            self._p2p_breaks += 1
            self._wait_for_return(now)
        return decisions

    def worker_died(self, now: float) -> list[Decision]:
        """The router is gone, and another stands in its place. P2P goes on as it was."""
        return self._rebuild(Reason.WORKER_DIED, now)

    def router_ready(self, now: float) -> list[Decision]:
        """The room has its first router, and people were there before it. P2P goes on as it was."""
        return self._rebuild(Reason.ROUTER_READY, now)

    def tick(self, now: float) -> list[Decision]:
        """A deadline has come."""
        decisions: list[Decision] = []
        if self._settle_by is not None and now >= self._settle_by:
            if self.mode is Mode.P2P:
                return self.failed(self.epoch, now)
            self._waiting.clear()
            decisions += self._settle_if_ready()
        if self._return_at is not None and now >= self._return_at:
            decisions += self._begin(Mode.P2P, Reason.RETURNED, now)
        return decisions

    def save(self) -> dict[str, Any]:
        """What another server needs to go on with the epoch; plain JSON."""
        epoch, direct = self._direct
        return {
            "mode": self.mode,
            "epoch": self.epoch,
            "reason": self.reason,
            "settled": self.settled,
            "direct": [epoch, sorted(direct)],
            "members": sorted(self._members),
            "p2p_failed": self._p2p_failed,
            "p2p_breaks": self._p2p_breaks,
            "guarded": self.guarded,
        }

    def restore(self, saved: dict[str, Any], now: float) -> None:
        """Go on with an epoch of another server. Who was not ready gets the time anew. Raises
        KeyError, TypeError, ValueError."""
        self.mode, self.reason = Mode(saved["mode"]), Reason(saved["reason"])
        self.epoch, self.settled = int(saved["epoch"]), bool(saved["settled"])
        epoch, direct = saved["direct"]
        self._direct = (int(epoch), frozenset(map(ParticipantId, direct)))
        self._members = {ParticipantId(str(member)) for member in saved["members"]}
        self._p2p_failed, self._p2p_breaks = bool(saved["p2p_failed"]), int(saved["p2p_breaks"])
        self.guarded = bool(saved.get("guarded", False))
        self._waiting = set() if self.settled else set(self._members)
        if not self.settled:
            limit = self.p2p_timeout if self.mode is Mode.P2P else SETTLE_LIMIT
            self._settle_by = now + limit
        self._wait_for_return(now)

    @property
    def _must_relay(self) -> bool:
        return len(self._members) > (1 if self.guarded else 2)

    def _rebuild(self, reason: Reason, now: float) -> list[Decision]:
        if self.mode is Mode.P2P:
            return []
        decisions = self._begin(Mode.SFU, reason, now)
        self._wait_for_return(now)
        return decisions

    def _wait_for_return(self, now: float) -> None:
        if self.guarded or self._p2p_failed:
            return
        if len(self._members) == 2 and self.mode is Mode.SFU:
            self._return_at = now + self.return_delay * 2 ** min(self._p2p_breaks, 6)

    def _begin(self, mode: Mode, reason: Reason, now: float) -> list[Decision]:
        self.mode = mode
        self.reason = reason
        self.epoch += 1
        self._return_at = None
        if mode is Mode.P2P:
            self._direct = (self.epoch, frozenset(self._members))
        alone = len(self._members) < 2
        self.settled = alone
        self._waiting = set() if alone else set(self._members)
        if alone:
            self._settle_by = None
        else:
            self._settle_by = now + (self.p2p_timeout if mode is Mode.P2P else SETTLE_LIMIT)
        decisions: list[Decision] = [Decided(mode, self.epoch, reason)]
        if alone:
            decisions.append(Settled(self.epoch))
        return decisions

    def _settle_if_ready(self) -> list[Decision]:
        if self.settled or self._waiting:
            return []
        self.settled = True
        self._settle_by = None
        return [Settled(self.epoch)]
