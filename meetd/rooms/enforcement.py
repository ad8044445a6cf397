"""Enforcement of what people may send: what is on is turned off, and nothing of it flows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from meetd.errors import MeetError
from meetd.media.tracks import TrackSource
from meetd.model import ParticipantId
from meetd.room_settings import RoomSettings
from meetd.rooms.events import MediaStopped, ParticipantUpdated, PermissionsChanged, RoomEvent
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import TO_SHOW, permitted
from meetd.rooms.ports import RoomMedia

SHOWN_AS = {source: source.value for source in TrackSource} | {TrackSource.SCREEN_AUDIO: "screen"}
"""The flag of a participant that shows each source."""


class Tell(Protocol):
    """Tells one of those inside, or all."""

    def __call__(self, event: RoomEvent, *, to: ParticipantId | None = None) -> None: ...


class Enforcement:
    """Stops sources for a room. Browsers are told, and the SFU does not wait for them."""

    def __init__(self, media: RoomMedia, tell: Tell) -> None:
        self._media = media
        self._tell = tell
        self._pausing: set[asyncio.Task[None]] = set()

    def stop(self, target: Participant, shown: set[str]) -> bool:
        """Turn off what these flags show; return whether any was on. Producers are paused whatever
        the flags say: those are the page's words."""
        were_on = {name for name in shown if getattr(target, name)}
        if were_on:
            target.hold(were_on)
            self._tell(ParticipantUpdated(target.info()))
        self._tell(MediaStopped(sorted(shown)), to=target.id)
        flowing = [
            info.id
            for info in self._media.producers()
            if info.participant_id == target.id
            and SHOWN_AS[info.source] in shown
            and not info.paused
        ]
        if flowing:
            pausing = asyncio.create_task(self._pause(target.id, flowing))
            self._pausing.add(pausing)
            pausing.add_done_callback(self._pausing.discard)
        return bool(were_on)

    def apply(self, people: Iterable[Participant], settings: RoomSettings) -> None:
        """Tell people what they may do by now, and have them keep to it."""
        for one in people:
            allowed = permitted(one.role, settings, one.without)
            self._tell(PermissionsChanged(one.role, sorted(allowed)), to=one.id)
            taken = {name for name, permission in TO_SHOW.items() if permission not in allowed}
            if taken:
                self.stop(one, taken)

    async def settled(self) -> None:
        """Wait until nothing flows any more that was stopped."""
        if self._pausing:
            await asyncio.wait(set(self._pausing))

    async def _pause(self, participant_id: ParticipantId, producer_ids: list[str]) -> None:
        for producer_id in producer_ids:
            with suppress(MeetError):
                await self._media.of(participant_id).publishing.pause(producer_id)
