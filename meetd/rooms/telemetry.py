"""Telemetry of rooms: figures for the operator, and what goes wrong on media's way."""

from __future__ import annotations

from meetd import metrics
from meetd.log import Seldom, get_logger
from meetd.model import ParticipantId, Room
from meetd.rooms.events import ModeChanged, PathFailed, ReachabilityReported, RoomEvent

log = get_logger(__name__)


class Telemetry:
    """An observer that counts, and logs what an operator may have to mend."""

    def __init__(self) -> None:
        self._unreachable, self._failed = Seldom(), Seldom()

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """See RoomObserver."""
        match event:
            case ModeChanged():
                metrics.MODE_CHANGES.labels(event.mode.value, event.reason.value).inc()
            case PathFailed():
                metrics.PATH_FAILURES.labels(event.mode.value).inc()
                if (times := self._failed.due()) is not None:
                    log.warning(
                        "media path failed",
                        room=room.code,
                        participant=event.participant_id,
                        mode=event.mode.value,
                        reason=event.reason,
                        times=times,
                    )
            case ReachabilityReported():
                metrics.SFU_PROOFS.labels("yes" if event.reachable else "no").inc()
                if not event.reachable and (times := self._unreachable.due()) is not None:
                    log.warning(
                        "no way to the worker: group calls fail",
                        room=room.code,
                        participant=event.participant_id,
                        times=times,
                    )
            case _:
                pass
