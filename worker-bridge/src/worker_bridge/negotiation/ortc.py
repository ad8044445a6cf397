"""The functions of mediasoup's own `ortc`, in snake_case: same inputs, same results.

Pure, no I/O. Those that validate and normalize change what they are given: missing optional parts
are filled in.
"""

from __future__ import annotations

from worker_bridge.negotiation.consumer_parameters import (
    can_consume,
    get_consumer_rtp_parameters,
    get_pipe_consumer_rtp_parameters,
)
from worker_bridge.negotiation.producer_parameters import (
    get_consumable_rtp_parameters,
    get_producer_rtp_parameters_mapping,
)
from worker_bridge.negotiation.router_capabilities import generate_router_rtp_capabilities
from worker_bridge.negotiation.ssrc import random_ssrc
from worker_bridge.negotiation.validation import (
    validate_and_normalize_rtp_capabilities,
    validate_and_normalize_rtp_codec_capability,
    validate_and_normalize_rtp_parameters,
    validate_and_normalize_sctp_stream_parameters,
)

__all__ = [
    "can_consume",
    "generate_router_rtp_capabilities",
    "get_consumable_rtp_parameters",
    "get_consumer_rtp_parameters",
    "get_pipe_consumer_rtp_parameters",
    "get_producer_rtp_parameters_mapping",
    "random_ssrc",
    "validate_and_normalize_rtp_capabilities",
    "validate_and_normalize_rtp_codec_capability",
    "validate_and_normalize_rtp_parameters",
    "validate_and_normalize_sctp_stream_parameters",
]
