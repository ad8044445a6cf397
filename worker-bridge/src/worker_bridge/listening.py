"""Where transports listen, and the options that all of them share, as the worker wants them."""

from __future__ import annotations

from collections.abc import Sequence

from worker_bridge.channel import Body
from worker_bridge.errors import ParameterError
from worker_bridge.rtp import ListenInfo

DEFAULT_MESSAGE_SIZE = 262_144
"""Bytes of the largest SCTP or direct message."""


def listen_info(info: ListenInfo) -> Body:
    """One place to listen at. Raises ParameterError."""
    if not isinstance(info, dict):
        raise ParameterError("listen_info must be an object")
    if info.get("protocol") not in {"udp", "tcp"}:
        raise ParameterError("protocol must be udp or tcp")
    return {
        **info,
        "portRange": info.get("portRange") or {"min": 0, "max": 0},
        "flags": info.get("flags") or {},
    }


def listen_infos(infos: Sequence[ListenInfo]) -> list[Body]:
    """Several places to listen at. Raises ParameterError."""
    if not isinstance(infos, list | tuple) or not infos:
        raise ParameterError("listen_infos must be a list, not empty")
    return [listen_info(info) for info in infos]


def base_options(
    *,
    direct: bool = False,
    initial_available_outgoing_bitrate: int | None = None,
    enable_sctp: bool = False,
    max_send_message_size: int = DEFAULT_MESSAGE_SIZE,
    max_receive_message_size: int = DEFAULT_MESSAGE_SIZE,
    sctp_send_buffer_size: int = 2_000_000,
    sctp_per_stream_send_queue_limit: int = 2_000_000,
    sctp_max_receiver_window_buffer_size: int = 5_242_880,
    sctp_default_stream_buffered_amount_low_threshold: int = 1024,
    is_data_channel: bool = False,
) -> Body:
    """FBS.Transport.Options."""
    options: Body = {
        "direct": direct,
        "initialAvailableOutgoingBitrate": initial_available_outgoing_bitrate,
        "maxSendMessageSize": max_send_message_size,
        "maxReceiveMessageSize": max_receive_message_size,
    }
    if direct:
        return options
    return options | {
        "enableSctp": enable_sctp,
        "sctpSendBufferSize": sctp_send_buffer_size,
        "sctpPerStreamSendQueueLimit": sctp_per_stream_send_queue_limit,
        "sctpMaxReceiverWindowBufferSize": sctp_max_receiver_window_buffer_size,
        "sctpDefaultStreamBufferedAmountLowThreshold": (
            sctp_default_stream_buffered_amount_low_threshold
        ),
        "isDataChannel": is_data_channel,
    }
