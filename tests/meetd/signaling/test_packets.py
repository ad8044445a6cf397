"""Whatever comes over a socket is answered, and none of it does what only the library may."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from meetd.auth.sessions import Credential, Sessions
from meetd.signaling import connection
from meetd.signaling.connection import BURST
from meetd.signaling.server import MAX_SOCKETS
from support.backend import Backend, Client
from support.raw_socket import RawSocket, raw_socket
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


async def code_of(socket: RawSocket, said: str, *attachments: bytes) -> str:
    """The code of the refusal; the socket is still good afterwards."""
    answer = await socket.ask(said, *attachments)
    assert answer["ok"] is False, answer
    assert (await socket.ask('["ping",{}]'))["ok"]
    return str(answer["error"]["code"])


async def sign_out(client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.http.post(f"{client.url}/api/v1/auth/logout", headers=headers) as answer:
        assert answer.status == 204


@pytest.mark.parametrize(
    "said",
    [
        '["connect"]',
        '["connect",{}]',
        '["connect",{"aiohttp.request":{}},{"token":"x"}]',
        '["disconnect"]',
        '["disconnect","ping timeout"]',
        '["__disconnect_final"]',
        '["*",{}]',
        '["request",["ping",{}]]',
        '["no:such:event",{}]',
        '["ping"]',
        '["ping",{},{}]',
        '["ping",null]',
        '[["ping"],{}]',
        '[{"ping":1},{}]',
        "[null,{}]",
        "[7,{}]",
        "[]",
        "{}",
        '{"0":"ping"}',
    ],
)
async def test_what_is_no_request_is_refused_with_an_answer(server: Backend, said: str) -> None:
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        assert await code_of(socket, said) == "invalid_request"


@pytest.mark.parametrize("said", ['["connect",{}]', '["disconnect"]'])
async def test_no_event_hides_a_socket_from_the_end_of_its_session(
    server: Backend, said: str
) -> None:
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        await socket.ask(said)
        await sign_out(client)
        ended = json.loads(await socket.received("42"))
        assert (ended[0], ended[1]["code"]) == ("session:ended", "unauthorized")
        await socket.closed()


async def test_no_event_leaves_a_ghost_in_a_room(server: Backend) -> None:
    anna, ben = await server.client(), await server.account()
    code = await anna.new_room()
    await anna.join(code)
    async with raw_socket(ben.http, server.url, ben.token) as socket:
        join = ["join", {"code": code, "microphone": False, "camera": False}]
        joined = await socket.ask(json.dumps(join))
        await socket.ask('["disconnect","client disconnect"]')
        await socket.ask('["connect",{}]')
        assert (await socket.ask(json.dumps(join)))["error"]["code"] == "already_in_room"
        assert (await socket.ask('["leave",{}]'))["ok"]
    left = await anna.told("participant:left")
    assert left == {"participantId": joined["participantId"], "reason": "left"}


@pytest.mark.parametrize("said", ['["no:such:event",{}]', '["connect",{}]', "[7]", '["ping",{}]'])
async def test_all_that_is_sent_counts(
    server: Backend, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    # However slow the machine is, nothing comes back meanwhile.
    monkeypatch.setattr(connection, "RATE", 0.001)
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        for _ in range(int(BURST) * 2):
            await socket.send(f"2{said}")
        codes = {(await socket.ask('["ping",{}]')).get("error", {}).get("code")}
        assert codes == {"too_many_requests"}


async def inside(server: Backend, socket: RawSocket, client: Client) -> str:
    code = await client.new_room()
    said = ["join", {"code": code, "microphone": False, "camera": False}]
    assert (await socket.ask(json.dumps(said)))["ok"]
    return code


PLACEHOLDER = '{"_placeholder":true,"num":0}'
DEEP = '{"x":' * 900 + "0" + "}" * 900


@pytest.mark.parametrize(
    ("payload", "attachments"),
    [
        (f'{{"x":{PLACEHOLDER}}}', [b"bytes"]),
        ('{"x":NaN}', []),
        ('{"x":[-Infinity]}', []),
        ('{"x":1e999}', []),
    ],
)
async def test_a_signal_that_no_browser_could_read(
    server: Backend, payload: str, attachments: list[bytes]
) -> None:
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        await inside(server, socket, client)
        said = f'["p2p:signal",{{"epoch":1,"to":"x","payload":{payload}}}]'
        assert await code_of(socket, said, *attachments) == "invalid_request"


async def test_a_signal_however_deep_is_answered(server: Backend) -> None:
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        await inside(server, socket, client)
        said = f'["p2p:signal",{{"epoch":1,"to":"x","payload":{DEEP}}}]'
        assert await code_of(socket, said) in {"invalid_request", "stale_epoch"}


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ("sfu:transport:connect", "dtlsParameters"),
        ("sfu:produce", "rtpParameters"),
        ("sfu:consume", "rtpCapabilities"),
    ],
)
@pytest.mark.parametrize("hostile", [PLACEHOLDER, '"\\ud800"', "NaN", DEEP])
async def test_media_parameters_that_are_no_json(
    server: Backend, event: str, field: str, hostile: str
) -> None:
    client = await server.account()
    async with raw_socket(client.http, server.url, client.token) as socket:
        code = await client.new_room()
        said = ["join", {"code": code, "microphone": False, "camera": False}]
        router: str = (await socket.ask(json.dumps(said)))["mode"]["routerId"]
        direction = "recv" if event == "sfu:consume" else "send"
        create = ["sfu:transport:create", {"routerId": router, "direction": direction}]
        transport = (await socket.ask(json.dumps(create)))["id"]
        more: dict[str, dict[str, Any]] = {
            "sfu:transport:connect": {},
            "sfu:produce": {"kind": "audio", "source": "microphone", "paused": False},
            "sfu:consume": {"producerIds": ["x"]},
        }
        fields = {"transportId": transport, field: {"codecs": "?"}} | more[event]
        request = json.dumps([event, fields])
        text = request.replace('"?"', hostile)
        attachments = [b"bytes"] if hostile == PLACEHOLDER else []
        answer = await socket.ask(text, *attachments)
        if event == "sfu:consume":
            assert answer.get("failed") or answer["error"]["code"] == "media_rejected", answer
        else:
            assert answer["error"]["code"] in {"media_rejected", "invalid_request"}, answer


@pytest.mark.parametrize("field", ["token", "participantId"])
async def test_half_a_character_is_no_text(server: Backend, field: str) -> None:
    client = await server.client()
    code = await client.new_room()
    await client.join(code)
    resume = {"participantId": client.id, "token": client.joined["resumeToken"]}
    again = await server.another_window(client)
    refused = await again.refused(
        "join", code=code, microphone=True, camera=True, resume=resume | {field: "\ud800"}
    )
    assert refused == "invalid_request"


async def test_a_session_that_ends_while_a_socket_signs_in_takes_it_along(
    server: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await server.account()
    looked, go_on = asyncio.Event(), asyncio.Event()
    credential = Sessions.credential

    async def slowly(self: Sessions, token: str, account: str | None) -> Credential:
        found = await credential(self, token, account)
        looked.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(Sessions, "credential", slowly)
    connecting = asyncio.create_task(client.connect())
    await looked.wait()
    await sign_out(client)
    go_on.set()
    with pytest.raises(RefusedError):
        await connecting


async def test_an_account_has_so_many_sockets_and_no_more(server: Backend) -> None:
    client = await server.client()
    windows = [await server.another_window(client) for _ in range(MAX_SOCKETS - 1)]
    one_more = Client(client.url, client.http, client.name, client.token)
    told: list[dict[str, Any]] = []
    one_more.socket.on("connect_error", told.append)
    with pytest.raises(RefusedError):
        await one_more.connect()
    assert told[0]["data"]["code"] == "too_many_requests"
    await server.client()
    await windows[0].socket.disconnect()
    # The server hears of it in its own time.
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await server.another_window(client)
            except RefusedError:
                continue
            break
    assert (await client.ask("ping"))["ok"]


async def test_a_message_of_another_room_does_not_stand_for_a_new_one(server: Backend) -> None:
    anna = await server.client()
    said = {"clientId": str(uuid4()), "content": "hello"}
    await anna.join(await anna.new_room())
    await anna.do("chat:send", **said)
    await anna.do("leave")
    await anna.join(await anna.new_room())
    assert await anna.refused("chat:send", **said) == "client_id_taken"
    assert (await anna.do("chat:history"))["messages"] == []
