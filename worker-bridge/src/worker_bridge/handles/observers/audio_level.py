"""An observer of the loudest producers of a router."""

from __future__ import annotations

from typing import ClassVar

from worker_bridge.channel.messages import Body
from worker_bridge.handles.event_names import AudioLevelEvents as Events
from worker_bridge.handles.observers.base import RtpObserver, RtpObserverType


class AudioLevelObserver(RtpObserver[Events]):
    """Made by `Router.create_audio_level_observer`.

    Events: `volumes` (list of {producer, volume}, loudest first, volume in dBov from -127 to 0) ·
    `silence` ().
    """

    type: ClassVar[RtpObserverType] = "audiolevel"

    def notified(self, event: str, body: Body) -> None:
        if event == "AUDIOLEVELOBSERVER_SILENCE":
            self._announce("silence")
        elif event == "AUDIOLEVELOBSERVER_VOLUMES":
            volumes = [
                {"producer": producer, "volume": entry["volume"]}
                for entry in body["volumes"]
                if (producer := self._get_producer(entry["producerId"])) is not None
            ]
            if volumes:
                self._announce("volumes", volumes)
