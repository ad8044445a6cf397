"""An observer of who speaks."""

from __future__ import annotations

from typing import ClassVar

from worker_bridge.channel.messages import Body
from worker_bridge.handles.event_names import ActiveSpeakerEvents as Events
from worker_bridge.handles.observers.base import RtpObserver, RtpObserverType


class ActiveSpeakerObserver(RtpObserver[Events]):
    """Made by `Router.create_active_speaker_observer`. Event: `dominantspeaker` ({producer})."""

    type: ClassVar[RtpObserverType] = "activespeaker"

    def notified(self, event: str, body: Body) -> None:
        if event == "ACTIVESPEAKEROBSERVER_DOMINANT_SPEAKER":
            producer = self._get_producer(body["producerId"])
            if producer is not None:
                self._announce("dominantspeaker", {"producer": producer})
