"""Options of transports as the worker wants them: where they listen, and what all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from worker_bridge.channel.messages import Body
from worker_bridge.errors import ParameterError
from worker_bridge.rtp import ListenInfo
from worker_bridge.wire import json_names


def listen_info(info: ListenInfo) -> Body:
    """One place to listen at. Raises ParameterError."""
    if not isinstance(info, dict):
        raise ParameterError("listen_info must be an object")
    if info.get("protocol") not in ("udp", "tcp"):
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


class SctpOptions(TypedDict, total=False):
    """Sizes of SCTP, in bytes, and of direct messages."""

    max_send_message_size: int
    max_receive_message_size: int
    sctp_send_buffer_size: int
    sctp_per_stream_send_queue_limit: int
    sctp_max_receiver_window_buffer_size: int
    sctp_default_stream_buffered_amount_low_threshold: int


DEFAULT_MESSAGE_SIZE = 262_144
"""Bytes of the largest SCTP or direct message."""
_LEAST_WINDOW = 1500
"""Bytes of the smallest SCTP receiver window (RFC 9260, section 6); a worker does not survive one
that holds less than a packet."""
_SCTP_DEFAULTS: SctpOptions = {
    "max_send_message_size": DEFAULT_MESSAGE_SIZE,
    "max_receive_message_size": DEFAULT_MESSAGE_SIZE,
    "sctp_send_buffer_size": 2_000_000,
    "sctp_per_stream_send_queue_limit": 2_000_000,
    "sctp_max_receiver_window_buffer_size": 5_242_880,
    "sctp_default_stream_buffered_amount_low_threshold": 1024,
}


def base_options(
    *,
    initial_available_outgoing_bitrate: int | None = None,
    enable_sctp: bool = False,
    is_data_channel: bool = False,
    sctp: SctpOptions,
) -> Body:
    """FBS.Transport.Options of a transport over the network. Raises ParameterError."""
    unknown = sctp.keys() - _SCTP_DEFAULTS.keys()
    if unknown:
        raise ParameterError(f"unknown option {min(unknown)}")
    sizes = {**_SCTP_DEFAULTS, **sctp}
    window = sizes["sctp_max_receiver_window_buffer_size"]
    if isinstance(window, int | float) and window < _LEAST_WINDOW:
        raise ParameterError(
            f"sctp_max_receiver_window_buffer_size must be {_LEAST_WINDOW} or more"
        )
    return {
        "initialAvailableOutgoingBitrate": initial_available_outgoing_bitrate,
        "enableSctp": enable_sctp,
        "isDataChannel": is_data_channel,
        **{json_names.camel_case(name): size for name, size in sizes.items()},
    }
