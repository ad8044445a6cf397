"""Types of what travels between browser and worker unchanged: plain dicts with mediasoup's keys.

Meanings and units: https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

MediaKind = Literal["audio", "video"]
ProducerType = Literal["simple", "simulcast", "svc"]
ConsumerType = Literal["simple", "simulcast", "svc", "pipe"]
TransportProtocol = Literal["udp", "tcp"]
IceState = Literal["new", "connected", "completed", "disconnected", "closed"]
DtlsState = Literal["new", "connecting", "connected", "failed", "closed"]
SctpState = Literal["new", "connecting", "connected", "failed", "closed"]
SrtpCryptoSuite = Literal[
    "AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"
]


class RtcpFeedback(TypedDict):
    """A kind of RTCP feedback that a codec understands: `nack`, `nack pli`, …"""

    type: str
    parameter: NotRequired[str]


class RtpCodecCapability(TypedDict):
    """A codec that can be received, or that a router shall carry."""

    kind: MediaKind
    mimeType: str
    preferredPayloadType: NotRequired[int]
    clockRate: int
    channels: NotRequired[int]
    parameters: NotRequired[dict[str, Any]]
    rtcpFeedback: NotRequired[list[RtcpFeedback]]


class RtpHeaderExtension(TypedDict):
    """An RTP header extension that can be received (RFC 8285)."""

    kind: MediaKind
    uri: str
    preferredId: int
    preferredEncrypt: NotRequired[bool]
    direction: NotRequired[Literal["sendrecv", "sendonly", "recvonly", "inactive"]]


class RtpCapabilities(TypedDict):
    """Capabilities of one side to receive."""

    codecs: NotRequired[list[RtpCodecCapability]]
    headerExtensions: NotRequired[list[RtpHeaderExtension]]


class RtpCodecParameters(TypedDict):
    """A codec in use, under its payload type."""

    mimeType: str
    payloadType: int
    clockRate: int
    channels: NotRequired[int]
    parameters: NotRequired[dict[str, Any]]
    rtcpFeedback: NotRequired[list[RtcpFeedback]]


class RtpHeaderExtensionParameters(TypedDict):
    """A header extension in use."""

    uri: str
    id: int
    encrypt: NotRequired[bool]
    parameters: NotRequired[dict[str, Any]]


class Rtx(TypedDict):
    """The retransmission stream of an encoding (RFC 4588)."""

    ssrc: int


class RtpEncodingParameters(TypedDict):
    """One stream: a layer of simulcast, or the only one."""

    ssrc: NotRequired[int]
    rid: NotRequired[str]
    codecPayloadType: NotRequired[int]
    rtx: NotRequired[Rtx]
    dtx: NotRequired[bool]
    scalabilityMode: NotRequired[str]
    maxBitrate: NotRequired[int]


class RtcpParameters(TypedDict):
    """RTCP settings; `cname` tells which streams share a clock."""

    cname: NotRequired[str]
    reducedSize: NotRequired[bool]


class RtpParameters(TypedDict):
    """Parameters of what is sent, or will be received."""

    mid: NotRequired[str]
    codecs: list[RtpCodecParameters]
    headerExtensions: NotRequired[list[RtpHeaderExtensionParameters]]
    encodings: NotRequired[list[RtpEncodingParameters]]
    rtcp: NotRequired[RtcpParameters]
    msid: NotRequired[str]


class PortRange(TypedDict):
    """Ports to choose from, both ends included."""

    min: int
    max: int


class SocketFlags(TypedDict):
    """Socket options."""

    ipv6Only: NotRequired[bool]
    udpReusePort: NotRequired[bool]


class ListenInfo(TypedDict):
    """An address that a transport or WebRtcServer listens at."""

    protocol: TransportProtocol
    ip: str
    announcedAddress: NotRequired[str]
    exposeInternalIp: NotRequired[bool]
    port: NotRequired[int]
    portRange: NotRequired[PortRange]
    flags: NotRequired[SocketFlags]
    sendBufferSize: NotRequired[int]
    recvBufferSize: NotRequired[int]


class TransportTuple(TypedDict):
    """Both ends of a transport."""

    localIp: str
    """The same, by its name of earlier versions."""
    localAddress: str
    localPort: int
    remoteIp: NotRequired[str]
    remotePort: NotRequired[int]
    protocol: TransportProtocol


class IceParameters(TypedDict):
    """ICE credentials (RFC 8445). Secret enough to keep out of logs."""

    usernameFragment: str
    password: str
    iceLite: NotRequired[bool]


class IceCandidate(TypedDict):
    """An address to reach a transport at."""

    foundation: str
    priority: int
    ip: str
    address: str
    protocol: TransportProtocol
    port: int
    type: Literal["host"]
    tcpType: NotRequired[Literal["passive"]]


class DtlsFingerprint(TypedDict):
    """Hash of a certificate (RFC 8122)."""

    algorithm: Literal["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"]
    value: str


class DtlsParameters(TypedDict):
    """Certificate fingerprints and who begins the handshake."""

    role: NotRequired[Literal["auto", "client", "server"]]
    fingerprints: list[DtlsFingerprint]


class SrtpParameters(TypedDict):
    """Key of an SRTP stream (RFC 3711)."""

    cryptoSuite: SrtpCryptoSuite
    keyBase64: str


class SctpStreamParameters(TypedDict):
    """Delivery of the messages of one SCTP stream (RFC 8831)."""

    streamId: int
    ordered: NotRequired[bool]
    maxPacketLifeTime: NotRequired[int]
    maxRetransmits: NotRequired[int]


class ConsumerLayers(TypedDict):
    """Layers of simulcast or SVC, 0 the lowest."""

    spatialLayer: int
    temporalLayer: NotRequired[int]


class ConsumerScore(TypedDict):
    """Transmission quality, 0 (worst) to 10."""

    score: int
    producerScore: int
    producerScores: list[int]
