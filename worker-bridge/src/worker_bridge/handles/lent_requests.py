"""What may be asked of a router that was lent, and what its worker says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from worker_bridge.channel import messages
from worker_bridge.channel.messages import Body, Request
from worker_bridge.errors import ProtocolError
from worker_bridge.handles.transports.options import listen_info
from worker_bridge.rtp import ListenInfo


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a lent router may listen."""

    webrtc_server_id: str
    """For browsers, the server of its worker."""
    pipe_listen_info: ListenInfo
    """For other routers."""


def _as_it_is(body: Body, _: Limits) -> Body:
    return body


def _on_the_server(body: Body, limits: Limits) -> Body:
    """A browser's transport, on the worker's own port and without data channels."""
    its = body["options"]
    if its["base"].get("enableSctp"):
        raise ProtocolError("no data channels")
    here = {"listenType": "ListenServer", "listen": {"webRtcServerId": limits.webrtc_server_id}}
    return {**body, "options": {**its, **here}}


def _pipe(body: Body, limits: Limits) -> Body:
    """A pipe, encrypted, at an address of this host."""
    its = body["options"]
    if its["base"].get("enableSctp"):
        raise ProtocolError("no data channels")
    here = {"listenInfo": listen_info(limits.pipe_listen_info), "enableSrtp": True}
    return {**body, "options": {**its, **here}}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request that is allowed."""

    request: Request
    makes: str = ""
    """The key of the id of what it makes."""
    closes: str = ""
    """The key of the id of what it closes."""
    check: Callable[[Body, Limits], Body] = _as_it_is
    """Makes the body what it may be. Raises ProtocolError, KeyError."""


_KINDS = (
    Kind(
        messages.ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER,
        makes="transportId",
        check=_on_the_server,
    ),
    Kind(messages.ROUTER_CREATE_PIPETRANSPORT, makes="transportId", check=_pipe),
    Kind(messages.ROUTER_CREATE_ACTIVESPEAKEROBSERVER, makes="rtpObserverId"),
    Kind(messages.ROUTER_CLOSE_TRANSPORT, closes="transportId"),
    Kind(messages.ROUTER_CLOSE_RTPOBSERVER, closes="rtpObserverId"),
    Kind(messages.WEBRTCTRANSPORT_CONNECT),
    Kind(messages.PIPETRANSPORT_CONNECT),
    Kind(messages.TRANSPORT_RESTART_ICE),
    Kind(messages.PIPETRANSPORT_GET_STATS),
    Kind(messages.TRANSPORT_PRODUCE, makes="producerId"),
    Kind(messages.TRANSPORT_CONSUME, makes="consumerId"),
    Kind(messages.TRANSPORT_CLOSE_PRODUCER, closes="producerId"),
    Kind(messages.TRANSPORT_CLOSE_CONSUMER, closes="consumerId"),
    Kind(messages.PRODUCER_PAUSE),
    Kind(messages.PRODUCER_RESUME),
    Kind(messages.PRODUCER_GET_STATS),
    Kind(messages.CONSUMER_PAUSE),
    Kind(messages.CONSUMER_RESUME),
    Kind(messages.CONSUMER_GET_STATS),
    Kind(messages.CONSUMER_SET_PREFERRED_LAYERS),
    Kind(messages.CONSUMER_SET_PRIORITY),
    Kind(messages.CONSUMER_REQUEST_KEY_FRAME),
    Kind(messages.RTPOBSERVER_ADD_PRODUCER),
    Kind(messages.RTPOBSERVER_REMOVE_PRODUCER),
)
ALLOWED = {kind.request.method: kind for kind in _KINDS}
"""By their methods; nothing else is."""
OF_BROWSERS = {messages.ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER.method}
"""Those that make a browser's transport."""

_BODIES = {
    "WEBRTCTRANSPORT_ICE_SELECTED_TUPLE_CHANGE": (
        "WebRtcTransport_IceSelectedTupleChangeNotification"
    ),
    "WEBRTCTRANSPORT_ICE_STATE_CHANGE": "WebRtcTransport_IceStateChangeNotification",
    "WEBRTCTRANSPORT_DTLS_STATE_CHANGE": "WebRtcTransport_DtlsStateChangeNotification",
    "PRODUCER_SCORE": "Producer_ScoreNotification",
    "PRODUCER_VIDEO_ORIENTATION_CHANGE": "Producer_VideoOrientationChangeNotification",
    "CONSUMER_SCORE": "Consumer_ScoreNotification",
    "CONSUMER_LAYERS_CHANGE": "Consumer_LayersChangeNotification",
    "ACTIVESPEAKEROBSERVER_DOMINANT_SPEAKER": "ActiveSpeakerObserver_DominantSpeakerNotification",
    "CONSUMER_PRODUCER_PAUSE": None,
    "CONSUMER_PRODUCER_RESUME": None,
    "CONSUMER_PRODUCER_CLOSE": None,
}
"""What is passed on of what a worker says, and what it carries."""
ENDS_A_CONSUMER = "CONSUMER_PRODUCER_CLOSE"


def for_handler(request: Request, *, is_browser: bool) -> Request:
    """The same request, with the answer that such a transport gives."""
    if request is messages.PIPETRANSPORT_GET_STATS and is_browser:
        return messages.WEBRTCTRANSPORT_GET_STATS
    return request


def notification(id_: str, event: str, body: Body) -> Body | None:
    """What a worker said of something, as a message has it; None: it is not passed on."""
    if event not in _BODIES:
        return None
    data: Body = {"handlerId": id_, "event": event}
    member = _BODIES[event]
    return data if member is None else data | {"bodyType": member, "body": body}
