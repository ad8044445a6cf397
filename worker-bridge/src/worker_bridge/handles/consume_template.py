"""Requests to consume, negotiated once and encoded once for consumers that are alike.

A room's participants mostly have the same few capabilities. For each, the request to consume a
producer differs in four places only: ids, MID and stream numbers. They are holes in a template.
"""

from __future__ import annotations

from typing import Any

from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone, fingerprint
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import ConsumerType, MediaKind, RtpCapabilities, RtpParameters
from worker_bridge.wire import template
from worker_bridge.wire.codec import Codec, Encoded
from worker_bridge.wire.template import pack_u32

_TABLE = "FBS.Transport.ConsumeRequest"
_KEPT = 64
"""Templates of one producer: more capabilities than that no room has."""


def consume_body(
    *,
    consumer_id: str,
    producer_id: str,
    kind: MediaKind,
    type: ConsumerType,  # noqa: A002
    rtp_parameters: RtpParameters,
    consumable_encodings: list[Any],
    options: Body,
) -> Body:
    """A request to consume, not yet encoded. `options`: paused, preferredLayers, ignoreDtx."""
    return {
        "consumerId": consumer_id,
        "producerId": producer_id,
        "kind": kind,
        "type": type,
        "rtpParameters": rtp_parameters,
        "consumableRtpEncodings": consumable_encodings,
        **options,
    }


class ConsumeTemplate:
    """Consumers of one producer with the same capabilities and options."""

    __slots__ = ("_base", "_rtx", "_template")

    def __init__(
        self,
        codec: Codec,
        *,
        producer_id: str,
        kind: MediaKind,
        type: ConsumerType,  # noqa: A002
        consumable: RtpParameters,
        capabilities: RtpCapabilities,
        enable_rtx: bool,
        options: Body,
    ) -> None:
        """Negotiate. Raises ParameterError, UnsupportedError."""
        ortc.validate_and_normalize_rtp_capabilities(capabilities)
        self._base: Any = ortc.get_consumer_rtp_parameters(
            consumable_rtp_parameters=consumable,
            remote_rtp_capabilities=capabilities,
            pipe=False,
            enable_rtx=enable_rtx,
        )
        self._rtx = "rtx" in self._base["encodings"][0]

        def sample() -> tuple[bytes, list[bytes]]:
            consumer_id, mid = template.mark_id(), template.mark_mid()
            ssrc, rtx_ssrc = template.mark_number(), template.mark_number()
            body = consume_body(
                consumer_id=consumer_id,
                producer_id=producer_id,
                kind=kind,
                type=type,
                rtp_parameters=self._parameters(mid, ssrc, rtx_ssrc),
                consumable_encodings=consumable["encodings"],
                options=options,
            )
            marks = [consumer_id.encode(), template.mid_bytes(mid), pack_u32(ssrc)]
            if self._rtx:
                marks.append(pack_u32(rtx_ssrc))
            return codec.encode(_TABLE, body), marks

        self._template = template.from_marks(sample)

    def fill(self, consumer_id: str, mid: str, ssrc: int) -> Encoded:
        """The request for one consumer."""
        holes = [consumer_id.encode(), template.mid_bytes(mid), pack_u32(ssrc)]
        if self._rtx:
            holes.append(pack_u32(ssrc + 1))
        return Encoded(self._template.fill(*holes))

    def rtp_parameters(self, mid: str, ssrc: int) -> RtpParameters:
        """The parameters of one consumer, a copy."""
        return clone(self._parameters(mid, ssrc, ssrc + 1))

    def _parameters(self, mid: str, ssrc: int, rtx_ssrc: int) -> RtpParameters:
        encoding: Any = {**self._base["encodings"][0], "ssrc": ssrc}
        if self._rtx:
            encoding["rtx"] = {"ssrc": rtx_ssrc}
        parameters: Any = {**self._base, "encodings": [encoding], "mid": mid}
        return parameters  # type: ignore[no-any-return]


class ConsumeTemplates:
    """The templates of one producer, made when they are first needed."""

    __slots__ = ("_codec", "_consumable", "_kind", "_producer_id", "_templates", "_type")

    def __init__(
        self,
        codec: Codec,
        producer_id: str,
        kind: MediaKind,
        type: ConsumerType,  # noqa: A002
        consumable: RtpParameters,
    ) -> None:
        self._codec = codec
        self._producer_id = producer_id
        self._kind = kind
        self._type = type
        self._consumable = consumable
        self._templates: dict[bytes, ConsumeTemplate] = {}

    def can_consume(self, capabilities: RtpCapabilities) -> bool:
        """Tell whether a receiver with these capabilities can consume it. Raises ParameterError."""
        return ortc.can_consume(self._consumable, clone(capabilities, "rtp_capabilities"))

    def get(
        self, capabilities: RtpCapabilities, enable_rtx: bool, options: Body
    ) -> ConsumeTemplate:
        """The template for such consumers. Raises ParameterError, UnsupportedError."""
        key = fingerprint([capabilities, enable_rtx, options], "rtp_capabilities")
        template = self._templates.get(key)
        if template is None:
            template = ConsumeTemplate(
                self._codec,
                producer_id=self._producer_id,
                kind=self._kind,
                type=self._type,
                consumable=self._consumable,
                capabilities=clone(capabilities),
                enable_rtx=enable_rtx,
                options=options,
            )
            if len(self._templates) >= _KEPT:
                self._templates.clear()
            self._templates[key] = template
        return template
