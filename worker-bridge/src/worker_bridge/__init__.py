"""Drives native mediasoup workers from Python, with mediasoup's own API in snake_case."""

from __future__ import annotations

from worker_bridge import npm, ortc
from worker_bridge.active_speaker_observer import ActiveSpeakerObserver
from worker_bridge.audio_level_observer import AudioLevelObserver
from worker_bridge.consumer import Consumer
from worker_bridge.data_consumer import DataConsumer
from worker_bridge.data_producer import DataProducer
from worker_bridge.direct_transport import DirectTransport
from worker_bridge.errors import (
    ChannelFullError,
    InvalidStateError,
    NotFoundError,
    ParameterError,
    ProtocolError,
    ProvisionError,
    RequestError,
    RequestTimeoutError,
    SchemaError,
    UnsupportedError,
    WorkerBridgeError,
    WorkerClosedError,
    WorkerDiedError,
    WorkerStartError,
)
from worker_bridge.installation import Installation
from worker_bridge.pipe_transport import PipeTransport
from worker_bridge.piping import Piped
from worker_bridge.plain_transport import PlainTransport
from worker_bridge.producer import Producer
from worker_bridge.router import Router
from worker_bridge.rtp import ListenInfo, RtpCapabilities, RtpCodecCapability, RtpParameters
from worker_bridge.rtp_observer import RtpObserver
from worker_bridge.scalability import parse_scalability_mode
from worker_bridge.supported_rtp_capabilities import get_supported_rtp_capabilities
from worker_bridge.transport import Transport
from worker_bridge.webrtc_server import WebRtcServer
from worker_bridge.webrtc_transport import WebRtcTransport
from worker_bridge.worker import Worker, create_worker, observer

version = npm.version()
"""Version of mediasoup that is driven."""

__all__ = [
    "ActiveSpeakerObserver",
    "AudioLevelObserver",
    "ChannelFullError",
    "Consumer",
    "DataConsumer",
    "DataProducer",
    "DirectTransport",
    "Installation",
    "InvalidStateError",
    "ListenInfo",
    "NotFoundError",
    "ParameterError",
    "PipeTransport",
    "Piped",
    "PlainTransport",
    "Producer",
    "ProtocolError",
    "ProvisionError",
    "RequestError",
    "RequestTimeoutError",
    "Router",
    "RtpCapabilities",
    "RtpCodecCapability",
    "RtpObserver",
    "RtpParameters",
    "SchemaError",
    "Transport",
    "UnsupportedError",
    "WebRtcServer",
    "WebRtcTransport",
    "Worker",
    "WorkerBridgeError",
    "WorkerClosedError",
    "WorkerDiedError",
    "WorkerStartError",
    "create_worker",
    "get_supported_rtp_capabilities",
    "observer",
    "ortc",
    "parse_scalability_mode",
    "version",
]
