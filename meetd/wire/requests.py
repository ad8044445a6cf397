"""Requests over sockets, as handlers get them.

Longer than most files: it is one list."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import ValidationError, validate

from meetd.media.tracks import Direction, TrackSource
from meetd.names import normal
from meetd.rooms.chat import Emoji
from meetd.rooms.message_text import MAX_LENGTH
from meetd.rooms.participant import Limit, VideoCodec
from meetd.rooms.reactions import Sign
from meetd.wire.bodies import GuestName, Pronouns
from meetd.wire.fields import (
    Code,
    DtlsParameters,
    Epoch,
    Id,
    Ids,
    Layer,
    MessageRef,
    ParticipantRef,
    RtpCapabilities,
    RtpParameters,
    base64_letters,
    encodable,
)
from meetd.wire.formats import Format
from meetd.wire.marks import ABSENT, Absent
from meetd.wire.p2p import P2PPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """The participant that the caller was before its connection broke."""

    participant_id: ParticipantRef
    token: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Come into a room."""

    code: Code
    microphone: bool
    camera: bool
    screen: bool = False
    decodes: Annotated[list[VideoCodec], validate.Length(1, len(VideoCodec))] = field(
        default_factory=lambda: [VideoCodec.VP8]
    )
    take_over: bool = False
    transports: bool = False
    rtp_capabilities: RtpCapabilities | None = None
    resume: Resume | None = None
    last_message_id: MessageRef | None = None
    pronouns: Pronouns = ""
    companion_of: ParticipantRef | None = None
    picture: Id | None = None
    """The hash of the caller's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """What the caller is called in this meeting, and how they are spoken of."""

    username: GuestName
    pronouns: Pronouns = ""

    @property
    def shown(self) -> str:
        """The name that others read."""
        return " ".join(map(normal, self.username.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockAt:
    """Ask to come into a room."""

    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class KnocksOnly:
    """Those who asked to come in; all of them where none are named."""

    knock_ids: Ids | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyKnocks(KnocksOnly):
    """Those who asked to come in, and whether they may ask again."""

    block: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A page of those who are inside, from a participant on."""

    after: ParticipantRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The caller's state, as its tile should show it."""

    microphone: bool | Absent = ABSENT
    camera: bool | Absent = ABSENT
    screen: bool | Absent = ABSENT
    limited: Limit | Absent | None = ABSENT

    @property
    def changes(self) -> dict[str, bool | Limit | None]:
        """What was said, by its name."""
        said = ((one.name, getattr(self, one.name)) for one in dataclasses.fields(self))
        return {name: value for name, value in said if value is not ABSENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The caller's hand."""

    raised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Whom the caller shares a physical room with, to be without sound; null: to have their own."""

    participant_id: ParticipantRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotlight:
    """The one that all see large; null: nobody."""

    participant_id: ParticipantRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """A sign that passes."""

    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class SfuProof:
    """A report whether media has a way between the caller and a worker."""

    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeReady:
    """The path of this epoch carries everything."""

    epoch: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeFailed:
    """The path of this epoch could not be built."""

    epoch: Epoch
    reason: Annotated[str, validate.Length(0, 200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class P2PSignal:
    """Something for another browser."""

    epoch: Epoch
    to: ParticipantRef
    payload: P2PPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportCreate:
    """A new transport on the room's router."""

    router_id: Id
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTransportCreate(TransportCreate):
    """The same without ICE and DTLS, for a bot on the worker's own host."""

    key: Annotated[str, validate.Length(40, 40), base64_letters]
    """Master key and salt of what the bot sends (SRTP, AES_CM_128_HMAC_SHA1_80), in base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportOnly:
    """One of the caller's transports."""

    transport_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportConnect(TransportOnly):
    """The browser's DTLS parameters."""

    dtls_parameters: DtlsParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Produce(TransportOnly):
    """A new source."""

    kind: Literal["audio", "video"]
    source: TrackSource
    rtp_parameters: RtpParameters
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerOnly:
    """One of the caller's producers."""

    producer_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Consume(TransportOnly):
    """Others' producers."""

    rtp_capabilities: RtpCapabilities
    producer_ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumersOnly:
    """Some of the caller's consumers."""

    consumer_ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerOnly:
    """One of the caller's consumers."""

    consumer_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOrMoreConsumers:
    """One of the caller's consumers, or several alike."""

    consumer_id: Id | Absent = ABSENT
    consumer_ids: Ids | Absent = ABSENT

    def __post_init__(self) -> None:
        if (self.consumer_id is ABSENT) is (self.consumer_ids is ABSENT):
            raise ValidationError("Give either this or consumerId.", "consumerIds")

    @property
    def consumers(self) -> list[str]:
        """The ids, however they were given."""
        if self.consumer_ids is not ABSENT:
            return self.consumer_ids
        return [] if self.consumer_id is ABSENT else [self.consumer_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerLayers(OneOrMoreConsumers):
    """The highest layers worth sending."""

    spatial_layer: Layer
    temporal_layer: Layer | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerPriority(OneOrMoreConsumers):
    """The priority of consumers."""

    priority: Annotated[int, validate.Range(1, 255)]


MessageText = Annotated[str, validate.Length(1, 2 * MAX_LENGTH), Format.MESSAGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSend:
    """A message."""

    client_id: UUID
    content: MessageText
    to: ParticipantRef | None = None
    """The one other person whom it is for."""
    reply_to: MessageRef | None = None
    """The message that it answers."""
    file_id: UUID | None = None
    """A file that was uploaded, to go with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOffer:
    """A file that is to be uploaded."""

    name: Annotated[str, validate.Length(1, 500), encodable]
    size: Annotated[int, validate.Range(1, 2**31 - 1)]
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOnly:
    """A message of the room."""

    message_id: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEdit(MessageOnly):
    """Another text for one's own message."""

    content: MessageText


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReact(MessageOnly):
    """A reaction to a message, or that it is taken back."""

    emoji: Emoji
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHistory:
    """A page of messages: those before a message, or what came or was changed after a place."""

    before: MessageRef | None = None
    after: MessageRef | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSearch:
    """Words that messages have, and the message before which they are looked for."""

    words: Annotated[str, validate.Length(1, 200), encodable]
    before: MessageRef | None = None
    limit: Annotated[int, validate.Range(1, 50)] = 20
