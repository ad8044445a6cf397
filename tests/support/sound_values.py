"""Every method that takes values from clients, with values that it takes."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from support.worker import FINGERPRINTS, LOOPBACK, MEDIA_CODECS, OPUS, VP8_SIMULCAST


@dataclass(frozen=True, slots=True)
class Of:
    """Stands for a handle, or for a property of one."""

    path: str


SCTP = {"streamId": 1, "ordered": False, "maxRetransmits": 3}
LISTEN = {
    **LOOPBACK,
    "announcedAddress": "127.0.0.1",
    "portRange": {"min": 30000, "max": 40000},
    "flags": {"ipv6Only": False, "udpReusePort": False},
    "sendBufferSize": 100_000,
    "recvBufferSize": 100_000,
}
SIZES = {
    "enable_sctp": True,
    "max_send_message_size": 1000,
    "max_receive_message_size": 1000,
    "sctp_send_buffer_size": 1000,
    "sctp_per_stream_send_queue_limit": 1000,
    "sctp_max_receiver_window_buffer_size": 10_000,
    "sctp_default_stream_buffered_amount_low_threshold": 10,
}
MUTED = {"codecs": copy.deepcopy(MEDIA_CODECS), "headerExtensions": []}
SRTP = {"cryptoSuite": "AES_CM_128_HMAC_SHA1_80", "keyBase64": "A" * 40}
PIPE_SRTP = {"cryptoSuite": "AEAD_AES_256_GCM", "keyBase64": "A" * 59 + "="}
ONE_STREAM = {**VP8_SIMULCAST, "mid": "9", "encodings": [{"ssrc": 77777777}]}
SOUND: dict[str, dict[str, Any]] = {
    "worker.update_settings": {"log_level": "error", "log_tags": ["ice", "rtp"]},
    "worker.create_webrtc_server": {"listen_infos": [LISTEN, {**LISTEN, "protocol": "tcp"}]},
    "worker.create_router": {"media_codecs": MEDIA_CODECS},
    "router.create_webrtc_transport": {
        "listen_infos": [LISTEN],
        "enable_udp": True,
        "enable_tcp": True,
        "prefer_udp": True,
        "prefer_tcp": False,
        "initial_available_outgoing_bitrate": 1,
        "ice_consent_timeout": 10,
        **SIZES,
    },
    "router.create_webrtc_transport on a server": {"webrtc_server": Of("server")},
    "router.create_plain_transport": {
        "listen_info": LISTEN,
        "rtcp_listen_info": LISTEN,
        "rtcp_mux": False,
        "comedia": True,
        "enable_srtp": True,
        "srtp_crypto_suite": "AEAD_AES_128_GCM",
        **SIZES,
    },
    "router.create_pipe_transport": {
        "listen_info": LISTEN,
        "enable_rtx": True,
        "enable_srtp": True,
        **SIZES,
    },
    "router.create_direct_transport": {
        "max_send_message_size": 1000,
        "max_receive_message_size": 1000,
    },
    "router.pipe_to_router": {
        "router": Of("other"),
        "producer_id": Of("audio.id"),
        "keep_id": False,
        "listen_info": LISTEN,
        "enable_rtx": True,
        "enable_srtp": True,
        **SIZES,
    },
    "router.pipe_to_router of data": {
        "router": Of("other"),
        "data_producer_id": Of("data.id"),
        "keep_id": False,
    },
    "router.create_audio_level_observer": {"max_entries": 1, "threshold": -80, "interval": 100},
    "router.create_active_speaker_observer": {"interval": 100},
    "router.can_consume": {"producer_id": Of("video.id"), "rtp_capabilities": MUTED},
    "other.update_media_codecs": {"media_codecs": MEDIA_CODECS},
    "webrtc.connect": {"dtls_parameters": FINGERPRINTS},
    "plain.connect": {"ip": "127.0.0.1", "port": 9, "rtcp_port": 9, "srtp_parameters": SRTP},
    "pipe.connect": {"ip": "127.0.0.1", "port": 9, "srtp_parameters": PIPE_SRTP},
    "webrtc.set_max_incoming_bitrate": {"bitrate": 50_000},
    "webrtc.set_max_outgoing_bitrate": {"bitrate": 50_000},
    "webrtc.set_min_outgoing_bitrate": {"bitrate": 50_000},
    "webrtc.enable_trace_event": {"types": ["bwe"]},
    "webrtc.produce of sound": {"kind": "audio", "rtp_parameters": OPUS, "id": "mine"},
    "plain.produce": {
        "kind": "video",
        "rtp_parameters": VP8_SIMULCAST,
        "id": "mine",
        "paused": True,
        "key_frame_request_delay": 100,
        "enable_mediasoup_packet_id_header_extension": True,
    },
    "webrtc.consume": {
        "producer_id": Of("video.id"),
        "rtp_capabilities": Of("router.rtp_capabilities"),
        "paused": True,
        "mid": "5",
        "preferred_layers": {"spatialLayer": 1, "temporalLayer": 1},
        "ignore_dtx": True,
        "enable_rtx": True,
    },
    "plain.consume": {
        "producer_id": Of("video.id"),
        "rtp_capabilities": Of("router.rtp_capabilities"),
        "pipe": True,
    },
    "pipe.consume": {"producer_id": Of("video.id")},
    "webrtc.produce_data": {
        "sctp_stream_parameters": SCTP,
        "label": "chat",
        "protocol": "json",
        "paused": True,
        "id": "mine",
    },
    "direct.produce_data": {"label": "chat", "protocol": "json"},
    "webrtc.consume_data": {
        "data_producer_id": Of("data.id"),
        "ordered": False,
        "max_packet_life_time": None,
        "max_retransmits": 3,
        "paused": True,
        "subchannels": [1, 2],
    },
    "audio.enable_trace_event": {"types": ["rtp", "sr"]},
    "audio.send": {"rtp_packet": bytes(20)},
    "direct.send_rtcp": {"rtcp_packet": bytes(20)},
    "consumer.set_preferred_layers": {"spatial_layer": 1, "temporal_layer": 1},
    "consumer.set_priority": {"priority": 5},
    "consumer.enable_trace_event": {"types": ["nack"]},
    "data.send": {
        "message": "hello",
        "ppid": 51,
        "subchannels": [1, 2],
        "required_subchannel": 1,
        "ignored_subchannel": 2,
    },
    "reader.send": {"message": b"hello", "ppid": 53},
    "reader.set_buffered_amount_low_threshold": {"threshold": 100},
    "reader.set_subchannels": {"subchannels": [1, 2]},
    "reader.add_subchannel": {"subchannel": 1},
    "reader.remove_subchannel": {"subchannel": 1},
    "levels.add_producer": {"producer_id": Of("audio.id")},
    "levels.remove_producer": {"producer_id": Of("audio.id")},
}
"""Methods that take values, with sound ones; what follows a space is for us."""
SOUND["direct.produce"] = {**SOUND["plain.produce"], "rtp_parameters": ONE_STREAM}
TRANSPORTS = ("webrtc", "plain", "pipe", "direct")
for like, those in {
    "webrtc.set_max_incoming_bitrate": TRANSPORTS,
    "webrtc.set_max_outgoing_bitrate": TRANSPORTS,
    "webrtc.set_min_outgoing_bitrate": TRANSPORTS,
    "webrtc.enable_trace_event": TRANSPORTS,
    "plain.produce": TRANSPORTS,
    "webrtc.consume": TRANSPORTS,
    "webrtc.produce_data": TRANSPORTS,
    "webrtc.consume_data": TRANSPORTS,
    "audio.enable_trace_event": ("audio", "video"),
    "levels.add_producer": ("levels", "speaker"),
    "levels.remove_producer": ("levels", "speaker"),
}.items():
    for its in those:
        SOUND.setdefault(f"{its}.{like.partition('.')[2]}", SOUND[like])
ONCE = {"webrtc.connect", "plain.connect", "pipe.connect"}
"""What takes effect once: each time on a new transport."""
UNSOUND = {
    "direct.set_max_incoming_bitrate",
    "direct.set_max_outgoing_bitrate",
    "direct.set_min_outgoing_bitrate",
}
"""What is always refused."""
