"""Whatever a client sends over its socket is answered with a code, and nobody else notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from socketio.exceptions import ConnectionError as SocketRefused

from support.rest import post, register
from support.service import Service
from support.signaling import connected
from support.socket_client import Socket

ID = "00000000-0000-0000-0000-000000000000"
UUID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    """Somebody's access token."""
    return register(service)


@pytest.fixture(scope="module")
def code(service: Service, token: str) -> str:
    """A room of that somebody."""
    return str(post(service, "/rooms", {}, token)["code"])


@pytest_asyncio.fixture
async def socket(service: Service, token: str) -> AsyncIterator[Socket]:
    """A socket that has signed in."""
    async with connected(service, {"token": token}) as client:
        yield client


@pytest_asyncio.fixture
async def inside(socket: Socket, code: str) -> Socket:
    """A socket in a room."""
    joined = await socket.call("join", {"code": code, "microphone": False, "camera": False})
    assert joined["ok"]
    return socket


async def refused(socket: Socket, event: str, payload: object) -> str:
    """The code of the refusal; the socket is still good afterwards."""
    answer = await socket.call(event, payload, timeout=10)
    assert answer["ok"] is False, answer
    assert answer["error"]["message"]
    assert (await socket.call("ping", {}))["ok"]
    return str(answer["error"]["code"])


@pytest.mark.parametrize(
    "auth", [None, {}, {"token": ""}, {"token": "x.y.z"}, {"token": 7}, "text"]
)
async def test_a_socket_without_a_token_is_refused(service: Service, auth: object) -> None:
    with pytest.raises(SocketRefused):
        async with connected(service, auth):
            pass


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://localhost.example"]
)
async def test_a_page_of_another_origin_is_refused(
    service: Service, token: str, origin: str
) -> None:
    with pytest.raises(SocketRefused):
        async with connected(service, {"token": token}, {"Origin": origin}):
            pass


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (None, "invalid_request"),
        ("text", "invalid_request"),
        ([], "invalid_request"),
        ({}, "invalid_request"),
        ({"code": "abc-defg-hij"}, "invalid_request"),
        ({"code": 7, "microphone": True, "camera": True}, "invalid_request"),
        ({"code": "abc-defg-hij", "microphone": 1, "camera": True}, "invalid_request"),
        ({"code": "abc-defg-hij", "microphone": "yes", "camera": True}, "invalid_request"),
        ({"code": "abc-defg-hij", "microphone": True, "camera": True, "x": 1}, "invalid_request"),
        ({"code": "a" * 65, "microphone": True, "camera": True}, "invalid_request"),
        ({"code": "zzz-zzzz-zzz", "microphone": True, "camera": True}, "room_not_found"),
        ({"code": "'; drop table rooms", "microphone": True, "camera": True}, "room_not_found"),
        ({"code": "\x00", "microphone": True, "camera": True}, "room_not_found"),
        (
            {"code": "zzz-zzzz-zzz", "microphone": True, "camera": True, "resume": {}},
            "invalid_request",
        ),
        (
            {"code": "zzz-zzzz-zzz", "microphone": True, "camera": True, "lastMessageId": -1},
            "invalid_request",
        ),
    ],
)
async def test_a_bad_join(socket: Socket, payload: object, expected: str) -> None:
    assert await refused(socket, "join", payload) == expected


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("media", {"microphone": True}),
        ("mode:ready", {"epoch": 1}),
        ("p2p:signal", {"epoch": 1, "to": ID, "payload": {}}),
        ("sfu:transport:create", {"routerId": ID, "direction": "send"}),
        ("sfu:consumer:resume", {"consumerIds": [ID]}),
        ("chat:send", {"clientId": UUID, "content": "hello"}),
        ("chat:history", {}),
    ],
)
async def test_nothing_goes_outside_a_room(socket: Socket, event: str, payload: object) -> None:
    assert await refused(socket, event, payload) == "not_in_room"


@pytest.mark.parametrize(
    ("event", "payload", "expected"),
    [
        ("join", {"code": "abc-defg-hij", "microphone": True, "camera": True}, "already_in_room"),
        ("no:such:event", {}, "invalid_request"),
        ("connect", {}, "invalid_request"),
        ("disconnect", {}, "invalid_request"),
        ("media", {"microphone": "on"}, "invalid_request"),
        ("media", {"hat": True}, "invalid_request"),
        ("mode:ready", {"epoch": "1"}, "invalid_request"),
        ("mode:ready", {"epoch": -1}, "invalid_request"),
        ("mode:ready", {"epoch": 1.5}, "invalid_request"),
        ("mode:failed", {"epoch": 1, "reason": "x" * 201}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": ID, "payload": "text"}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": "", "payload": {}}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": "\ud800", "payload": {}}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": ID, "payload": {"x": b"y"}}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": ID, "payload": {"x": float("nan")}}, "invalid_request"),
        ("p2p:signal", {"epoch": 1, "to": ID, "payload": {"x": "y" * 65_536}}, "payload_too_large"),
        ("sfu:transport:create", {"routerId": ID, "direction": "up"}, "invalid_request"),
        ("sfu:transport:create", {"routerId": ID, "direction": "send"}, "stale_router"),
        ("sfu:transport:connect", {"transportId": ID, "dtlsParameters": {}}, "unknown_transport"),
        ("sfu:transport:connect", {"transportId": ID, "dtlsParameters": []}, "invalid_request"),
        ("sfu:transport:restart", {"transportId": ID}, "unknown_transport"),
        (
            "sfu:produce",
            {
                "transportId": ID,
                "kind": "audio",
                "source": "camera",
                "rtpParameters": {},
                "paused": False,
            },
            "invalid_request",
        ),
        (
            "sfu:produce",
            {
                "transportId": ID,
                "kind": "video",
                "source": "camera",
                "rtpParameters": {},
                "paused": False,
            },
            "unknown_transport",
        ),
        ("sfu:producer:pause", {"producerId": ID}, "unknown_producer"),
        (
            "sfu:consume",
            {"transportId": ID, "rtpCapabilities": {}, "producerIds": [ID]},
            "unknown_transport",
        ),
        (
            "sfu:consume",
            {"transportId": ID, "rtpCapabilities": {}, "producerIds": []},
            "invalid_request",
        ),
        (
            "sfu:consume",
            {"transportId": ID, "rtpCapabilities": {}, "producerIds": [ID] * 101},
            "invalid_request",
        ),
        ("sfu:consumer:resume", {"consumerIds": [ID]}, "unknown_consumer"),
        ("sfu:consumer:layers", {"consumerId": ID, "spatialLayer": 8}, "invalid_request"),
        ("sfu:consumer:layers", {"consumerId": ID, "spatialLayer": 0}, "unknown_consumer"),
        ("sfu:consumer:priority", {"consumerId": ID, "priority": 0}, "invalid_request"),
        ("sfu:consumer:priority", {"consumerId": ID, "priority": 256}, "invalid_request"),
        ("chat:send", {"clientId": "not a uuid", "content": "hello"}, "invalid_request"),
        ("chat:send", {"clientId": UUID, "content": ""}, "invalid_request"),
        ("chat:send", {"clientId": UUID, "content": "  \n "}, "invalid_request"),
        ("chat:send", {"clientId": UUID, "content": "x" * 4001}, "invalid_request"),
        ("chat:send", {"clientId": UUID, "content": "\x07\x00"}, "invalid_request"),
        ("chat:send", {"clientId": UUID, "content": 7}, "invalid_request"),
        ("chat:history", {"limit": 0}, "invalid_request"),
        ("chat:history", {"limit": 201}, "invalid_request"),
        ("chat:history", {"before": "x"}, "invalid_request"),
        ("chat:history", {"before": 1, "after": 1}, "invalid_request"),
    ],
)
async def test_a_bad_request_in_a_room(
    inside: Socket, event: str, payload: object, expected: str
) -> None:
    assert await refused(inside, event, payload) == expected


async def test_worker_parameters_are_checked_before_the_worker_sees_them(
    inside: Socket, service: Service, code: str
) -> None:
    await inside.call("leave", {})
    joined = await inside.call("join", {"code": code, "microphone": False, "camera": False})
    router = joined["mode"]["routerId"]
    made = await inside.call("sfu:transport:create", {"routerId": router, "direction": "send"})
    transport = made["id"]
    deaths = service.metric("meetd_worker_deaths_total")
    good: dict[str, Any] = {
        "mid": "0",
        "codecs": [
            {
                "mimeType": "audio/opus",
                "payloadType": 111,
                "clockRate": 48000,
                "channels": 2,
                "parameters": {},
                "rtcpFeedback": [],
            }
        ],
        "headerExtensions": [],
        "encodings": [{"ssrc": 1111}],
        "rtcp": {"cname": "x"},
    }
    for dtls in (
        {},
        {"role": "auto", "fingerprints": []},
        {"role": "sideways", "fingerprints": [{"algorithm": "sha-256", "value": "00"}]},
        {"role": "auto", "fingerprints": [{"algorithm": "md2", "value": "00"}]},
        {"role": "auto", "fingerprints": "x"},
    ):
        request = {"transportId": transport, "dtlsParameters": dtls}
        assert await refused(inside, "sfu:transport:connect", request) == "media_rejected"
    changes: tuple[dict[str, Any], ...] = (
        {"codecs": []},
        {"codecs": [{"mimeType": "audio/opus"}]},
        {"codecs": [{**good["codecs"][0], "payloadType": 1 << 40}]},
        {"codecs": [{**good["codecs"][0], "mimeType": "audio/none"}]},
        {"encodings": [{"ssrc": -1}]},
        {"encodings": "x"},
        {"headerExtensions": [{"uri": "x", "id": "y"}]},
        {"rtcp": 7},
    )
    for change in changes:
        request = {
            "transportId": transport,
            "kind": "audio",
            "source": "microphone",
            "rtpParameters": good | change,
            "paused": False,
        }
        assert await refused(inside, "sfu:produce", request) == "media_rejected"
    assert service.metric("meetd_worker_deaths_total") == deaths
    request = {
        "transportId": transport,
        "kind": "audio",
        "source": "microphone",
        "rtpParameters": good,
        "paused": False,
    }
    assert (await inside.call("sfu:produce", request))["ok"]


async def test_somebody_elses_transport_is_out_of_reach(
    service: Service, inside: Socket, code: str
) -> None:
    async with connected(service, {"token": register(service)}) as other:
        joined = await other.call("join", {"code": code, "microphone": False, "camera": False})
        made = await other.call(
            "sfu:transport:create",
            {"routerId": joined["mode"]["routerId"], "direction": "send"},
        )
        assert made["ok"]
        request = {"transportId": made["id"]}
        assert await refused(inside, "sfu:transport:restart", request) == "unknown_transport"


async def test_the_same_message_twice_is_stored_once(inside: Socket) -> None:
    request = {"clientId": str(uuid4()), "content": "said once"}
    first = await inside.call("chat:send", request)
    second = await inside.call("chat:send", request)
    assert first == second
    page = await inside.call("chat:history", {})
    said = [message for message in page["messages"] if message["content"] == "said once"]
    assert len(said) == 1


async def test_too_many_requests_at_once(inside: Socket) -> None:
    answers = await asyncio.gather(*(inside.call("ping", {}) for _ in range(2000)))
    codes = {answer["error"]["code"] for answer in answers if not answer["ok"]}
    assert codes == {"too_many_requests"}
