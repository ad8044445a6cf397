"""Drive native mediasoup workers from Python, with mediasoup's own API in snake_case."""

from __future__ import annotations

from worker_bridge import former_paths as former_paths
from worker_bridge import pins
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
from worker_bridge.handles.borrowed_worker import BorrowedWorker, borrow
from worker_bridge.handles.consumer import Consumer
from worker_bridge.handles.data_consumer import DataConsumer
from worker_bridge.handles.data_producer import DataProducer
from worker_bridge.handles.lent_router import LentRouter
from worker_bridge.handles.observers.active_speaker import ActiveSpeakerObserver
from worker_bridge.handles.observers.audio_level import AudioLevelObserver
from worker_bridge.handles.observers.base import RtpObserver
from worker_bridge.handles.producer import Producer
from worker_bridge.handles.router import Router
from worker_bridge.handles.router_pipes import Piped
from worker_bridge.handles.transports.direct import DirectTransport
from worker_bridge.handles.transports.pipe import PipeTransport
from worker_bridge.handles.transports.plain import PlainTransport
from worker_bridge.handles.transports.transport import Transport
from worker_bridge.handles.transports.webrtc import WebRtcTransport
from worker_bridge.handles.webrtc_server import WebRtcServer
from worker_bridge.handles.worker import Worker
from worker_bridge.handles.worker_creation import create_worker, observer
from worker_bridge.install import provision as provision
from worker_bridge.installation import Installation
from worker_bridge.negotiation import ortc
from worker_bridge.negotiation.scalability import parse_scalability_mode
from worker_bridge.negotiation.supported_rtp_capabilities import get_supported_rtp_capabilities
from worker_bridge.rtp import (
    ConsumerLayers,
    ConsumerScore,
    ListenInfo,
    RtpCapabilities,
    RtpCodecCapability,
    RtpParameters,
)

version = pins.version()
"""Version of mediasoup that is driven."""

__all__ = [
    "ActiveSpeakerObserver",
    "AudioLevelObserver",
    "BorrowedWorker",
    "ChannelFullError",
    "Consumer",
    "ConsumerLayers",
    "ConsumerScore",
    "DataConsumer",
    "DataProducer",
    "DirectTransport",
    "Installation",
    "InvalidStateError",
    "LentRouter",
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
    "borrow",
    "create_worker",
    "get_supported_rtp_capabilities",
    "observer",
    "ortc",
    "parse_scalability_mode",
    "version",
]
