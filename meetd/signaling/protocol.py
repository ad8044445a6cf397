"""Requests of browsers, and how they are checked: see PROTOCOL.md."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate
from marshmallow.types import UnknownOption

from meetd.complaints import complaints
from meetd.errors import InvalidRequest, MeetError
from meetd.media.tracks import Direction, TrackSource
from meetd.rooms.message_text import MAX_LENGTH
from meetd.rooms.participant import Limit, VideoCodec

MAX_SIGNAL = 64 * 1024
"""Bytes of JSON in one P2P signal."""
Payload = dict[str, Any]


class Request(Schema):
    """A request of a client: these fields and no others."""

    class Meta:
        unknown: UnknownOption = RAISE


def _encodable(value: str) -> None:
    """JSON may hold halves of characters, which are no text."""
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise ValidationError("Not text.")


class _Id(fields.String):
    def __init__(self, *, required: bool = True) -> None:
        length = validate.Length(1, 64)
        super().__init__(required=required, validate=[length, _encodable])


class _Ids(fields.List[str]):
    def __init__(self, *, required: bool = True) -> None:
        super().__init__(_Id(), required=required, validate=validate.Length(1, 100))


class _Integer(fields.Integer):
    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(low, high), **kwargs)


class _Boolean(fields.Boolean):
    """True and false, and nothing that looks like them."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class _Object(fields.Field[dict[str, Any]]):
    """A JSON object whose inside is somebody else's to check."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("Not an object.")
        return value


def _epoch() -> _Integer:
    return _Integer(0, 2**31, required=True)


class ResumeRequest(Request):
    """The participant that the caller was before its connection broke."""

    participantId = _Id()
    token = _Id()


class Join(Request):
    """Come into a room."""

    code = _Id()
    microphone = _Boolean(required=True)
    camera = _Boolean(required=True)
    screen = _Boolean(load_default=False)
    decodes = fields.List(
        fields.Enum(VideoCodec, by_value=True),
        load_default=lambda: [VideoCodec.VP8],
        validate=validate.Length(1, len(VideoCodec)),
    )
    takeOver = _Boolean(load_default=False)
    transports = _Boolean(load_default=False)
    resume = fields.Nested(ResumeRequest, allow_none=True)
    lastMessageId = _Integer(0, 2**53, allow_none=True)


class Empty(Request):
    """Nothing to say."""


class Media(Request):
    """The caller's state, as its tile should show it."""

    microphone = _Boolean()
    camera = _Boolean()
    screen = _Boolean()
    limited = fields.Enum(Limit, by_value=True, allow_none=True)


class SfuProof(Request):
    """A report whether media has a way between the caller and a worker."""

    works = _Boolean(required=True)


class ModeReady(Request):
    """The path of this epoch carries everything."""

    epoch = _epoch()


class ModeFailed(Request):
    """The path of this epoch could not be built."""

    epoch = _epoch()
    reason = fields.String(required=True, validate=validate.Length(0, 200))


class P2PSignal(Request):
    """Something for another browser."""

    epoch = _epoch()
    to = _Id()
    payload = _Object(required=True)


class TransportCreate(Request):
    """A new transport on the room's router."""

    routerId = _Id()
    direction = fields.Enum(Direction, by_value=True, required=True)


class TransportOnly(Request):
    """One of the caller's transports."""

    transportId = _Id()


class TransportConnect(TransportOnly):
    """The browser's DTLS parameters."""

    dtlsParameters = _Object(required=True)


class Produce(TransportOnly):
    """A new source."""

    kind = fields.String(required=True, validate=validate.OneOf(["audio", "video"]))
    source = fields.Enum(TrackSource, by_value=True, required=True)
    rtpParameters = _Object(required=True)
    paused = _Boolean(required=True)


class ProducerOnly(Request):
    """One of the caller's producers."""

    producerId = _Id()


class Consume(TransportOnly):
    """Others' producers."""

    rtpCapabilities = _Object(required=True)
    producerIds = _Ids()


class ConsumersOnly(Request):
    """Some of the caller's consumers."""

    consumerIds = _Ids()


class ConsumerOnly(Request):
    """One of the caller's consumers."""

    consumerId = _Id()


class OneOrMoreConsumers(Request):
    """One of the caller's consumers, or several alike."""

    consumerId = _Id(required=False)
    consumerIds = _Ids(required=False)

    @post_load
    def _as_several(self, data: Payload, **_: Any) -> Payload:
        if ("consumerId" in data) is ("consumerIds" in data):
            raise ValidationError("Give either this or consumerId.", "consumerIds")
        if "consumerId" in data:
            data["consumerIds"] = [data.pop("consumerId")]
        return data


class ConsumerLayersRequest(OneOrMoreConsumers):
    """The highest layers worth sending."""

    spatialLayer = _Integer(0, 7, required=True)
    temporalLayer = _Integer(0, 7)


class ConsumerPriority(OneOrMoreConsumers):
    """The priority of consumers."""

    priority = _Integer(1, 255, required=True)


class ChatSend(Request):
    """A message."""

    clientId = fields.UUID(required=True)
    content = fields.String(required=True, validate=validate.Length(1, 2 * MAX_LENGTH))


class ChatHistory(Request):
    """A page of messages, on one side of a message."""

    before = _Integer(0, 2**53, allow_none=True)
    after = _Integer(0, 2**53, allow_none=True)
    limit = _Integer(1, 200, load_default=50)


def load(schema: Schema, data: object) -> Payload:
    """Check what a client sent. Raises InvalidRequest."""
    if not isinstance(data, dict):
        raise InvalidRequest("Send one object.")
    try:
        loaded: Payload = schema.load(data)
    except ValidationError as error:
        raise InvalidRequest(fields=complaints(error)) from None
    return loaded


def refusal(error: MeetError) -> Payload:
    """The acknowledgement of a request that was refused."""
    answer: Payload = {"code": error.code, "message": str(error)}
    if error.fields:
        answer["fields"] = error.fields
    return {"ok": False, "error": answer}
