"""Reports of pages on how their media fares: kinds and numbers, and nothing of what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetd.model import ParticipantId


class ReportedKind(StrEnum):
    """Something that a page noticed. Its value is a number, of what is said with each."""

    STEP_SOCKET = "stepSocket"
    """Milliseconds from the wish to join until the socket was there."""
    STEP_JOINED = "stepJoined"
    """Milliseconds until the server had let them in."""
    STEP_TRANSPORTS = "stepTransports"
    """Milliseconds until there was a way to try."""
    STEP_CONNECTED = "stepConnected"
    """Milliseconds until media had a way."""
    STEP_FRAME = "stepFrame"
    """Milliseconds until the first picture."""
    PATH_UDP = "pathUdp"
    """Media takes this way from now on; 4 or 6: the family of its addresses, 0: not known."""
    PATH_TCP = "pathTcp"
    PATH_RELAY_UDP = "pathRelayUdp"
    PATH_RELAY_TCP = "pathRelayTcp"
    PATH_RELAY_TLS = "pathRelayTls"
    MEDIA_LOST = "mediaLost"
    """Milliseconds for which media had no way."""
    LOSS_DOWN = "lossDown"
    """Percent of packets that are lost on their way there; 0: it is over."""
    LOSS_UP = "lossUp"
    """Percent of packets that are lost on their way from there; 0: it is over."""
    VOICE_GAPS = "voiceGaps"
    """Percent of what was heard that was missing; 0: it is over."""
    FROZEN = "frozen"
    """Milliseconds for which a picture stood still, within the last seconds."""
    SMALLER = "smaller"
    """Pictures that came smaller than they were asked for; 0: it is over."""
    PICTURES_ALL = "picturesAll"
    """The page receives these pictures from now on, so that voices stay whole."""
    PICTURES_SCREENS = "picturesScreens"
    PICTURES_NONE = "picturesNone"
    MICROPHONE_CHANGED = "microphoneChanged"
    """Another device is used."""
    CAMERA_CHANGED = "cameraChanged"
    SPEAKER_CHANGED = "speakerChanged"
    MICROPHONE_FAILED = "microphoneFailed"
    """The device gave nothing, or nothing any more."""
    CAMERA_FAILED = "cameraFailed"


class MediaWay(StrEnum):
    """The way that media takes between a page and its other end."""

    UDP = "udp"
    TCP = "tcp"
    RELAY_UDP = "relayUdp"
    RELAY_TCP = "relayTcp"
    RELAY_TLS = "relayTls"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFigures:
    """How somebody's media fares now."""

    way: MediaWay | None
    """None: it is not known."""
    loss_down: int
    """Percent of packets lost on their way there."""
    loss_up: int
    """Percent of packets lost on their way from there."""
    receives: int
    """Kilobits per second."""
    sends: int
    round_trip: int
    """Milliseconds; 0: not known."""


@dataclass(frozen=True, slots=True)
class ReportedMoment:
    """Something that a page noticed, so many milliseconds before it said so."""

    kind: ReportedKind
    ago: int
    value: int


@dataclass(frozen=True, slots=True)
class QualityReported:
    """A page told how its media fares."""

    participant_id: ParticipantId
    moments: tuple[ReportedMoment, ...]
    figures: QualityFigures | None
