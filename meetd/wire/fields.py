"""Fields that requests share: what may stand in them."""

from __future__ import annotations

from typing import Annotated, Any

from marshmallow import ValidationError, fields, validate

from meetd.media.events import Parameters
from meetd.model import MessageId, ParticipantId
from meetd.names import is_line
from meetd.wire.marks import Opaque


def whole(value: str) -> None:
    """JSON may hold halves of characters, which are no text."""
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise ValidationError("Not text.")


def encodable(value: str) -> None:
    """Text that a table takes, which has no zero either."""
    whole(value)
    if "\0" in value:
        raise ValidationError("Not text.")


def base64_letters(value: str) -> None:
    """Bytes in base64, whole groups of three."""
    if not (value.isascii() and all(c.isalnum() or c in "+/" for c in value)):
        raise ValidationError("Some of these characters are not allowed.")


def written(value: str) -> None:
    """Text that a person could have typed on one line, and more than blanks."""
    if not is_line(value):
        raise ValidationError("Some of these characters are not allowed.")
    if not value.strip():
        raise ValidationError("Write something first.")


class Boolean(fields.Boolean):
    """True and false, and nothing that looks like them."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Integer(fields.Integer):
    """A whole number, also if it is written as 2.0: to JSON that is the same."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return super()._deserialize(value, *args, **kwargs)


class Object(fields.Field[dict[str, Any]]):
    """A JSON object whose inside is somebody else's to check."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("Not an object.")
        return value


Id = Annotated[str, validate.Length(1, 64), encodable]
Code = Annotated[str, validate.Length(1, 64), whole]
"""What might be a room's code: of what is none there is no room, whatever is in it."""
MAX_IDS = 100
"""As many as one request names."""
Ids = Annotated[list[Id], validate.Length(1, MAX_IDS)]
ParticipantRef = Annotated[ParticipantId, validate.Length(1, 64), encodable]
MessageRef = Annotated[MessageId, validate.Range(0, 2**53)]
Epoch = Annotated[int, validate.Range(0, 2**31)]
Layer = Annotated[int, validate.Range(0, 7)]

RtpParameters = Annotated[Parameters, Opaque("mediasoup.RtpParameters")]
RtpCapabilities = Annotated[Parameters, Opaque("mediasoup.RtpCapabilities")]
DtlsParameters = Annotated[Parameters, Opaque("mediasoup.DtlsParameters")]
IceParameters = Annotated[Parameters, Opaque("mediasoup.IceParameters")]
IceCandidates = Annotated[Parameters, Opaque("mediasoup.IceCandidate[]")]
