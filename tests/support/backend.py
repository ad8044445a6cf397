"""The whole server inside a test, and clients of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import BaseTestServer, TestServer

from meetd import app
from meetd.config import Settings
from meetd.rest.connections import Runner
from meetd.rest.deps import DEPS
from meetd.rooms.live_room import LiveRoom
from support.socket_client import Socket
from support.waiting import PATIENCE
from support.wire import must_be_answer, wrong_of_event
from worker_bridge import provision

PASSWORD = "a long password"
_names = itertools.count(1)


def settings(folder: Path, database_url: str | None = None, **changes: Any) -> Settings:
    """Settings for a test: loopback only, any port, quick to return to P2P."""
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": 0,
        "public_url": "http://localhost:8080",
        "trusted_proxies": (),
        "data_dir": folder,
        "database_url": database_url,
        "secret_key": "a secret key for tests that is long enough",
        "workers": 1,
        "rtc_listen_ip": "127.0.0.1",
        "rtc_announced_address": None,
        "rtc_port": 0,
        "turn_urls": (),
        "turn_secret": None,
        "stun_urls": (),
        "log_format": "json",
        "log_level": "INFO",
        "p2p_timeout": 8.0,
        "return_delay": 0.05,
        "resume_timeout": 20.0,
        "room_limit": 100,
    }
    return Settings(**(values | changes))


class Client:
    """Somebody with an account and a socket; keeps all that it is told."""

    def __init__(self, url: str, http: ClientSession, name: str, token: str) -> None:
        self.name = name
        self.token = token
        self.http = http
        self.url = url
        self.socket = Socket(http_session=http)
        self.socket.on("*", self._on_event)
        self._told: list[tuple[str, dict[str, Any]]] = []
        self._wrong: list[object] = []
        """What is not as the catalogue has it, in what was told."""
        self._news = asyncio.Condition()
        self.joined: dict[str, Any] = {}
        self.guest_of = ""
        """The code of the room, where it is a guest's."""
        self.cookie: dict[str, str] = {}
        """By its name, the guest's cookie."""

    @property
    def id(self) -> str:
        """The participant's id."""
        return str(self.joined["participantId"])

    async def connect(self) -> None:
        """Open the socket. Raises socketio's ConnectionError when it is refused."""
        auth: dict[str, str] = {"guest": self.guest_of} if self.guest_of else {"token": self.token}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookie.items())
        headers = {"Cookie": cookies} if cookies else {}
        await self.socket.connect(self.url, auth=auth, headers=headers)

    async def ask(self, event: str, **data: object) -> dict[str, Any]:
        """The acknowledgement of a request, whatever it says."""
        answer: dict[str, Any] = await self.socket.call(event, data, timeout=PATIENCE)
        must_be_answer(event, answer)
        assert not self._wrong, self._wrong
        return answer

    async def do(self, event: str, **data: object) -> dict[str, Any]:
        """The acknowledgement of a request that has to be carried out."""
        answer = await self.ask(event, **data)
        assert answer["ok"], answer
        return answer

    async def refused(self, event: str, **data: object) -> str:
        """The code of a request that has to be refused."""
        answer = await self.ask(event, **data)
        assert not answer["ok"], answer
        return str(answer["error"]["code"])

    async def join(self, code: str, **more: object) -> dict[str, Any]:
        """Come into a room."""
        self.joined = await self.do("join", code=code, microphone=True, camera=True, **more)
        return self.joined

    async def told(self, event: str, **expected: object) -> dict[str, Any]:
        """The first event of that name, with these values, that was not asked for before."""

        def found() -> int | None:
            for position, (name, data) in enumerate(self._told):
                if name == event and expected.items() <= data.items():
                    return position
            return None

        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: found() is not None)
            assert not self._wrong, self._wrong
            position = found()
            assert position is not None
            return self._told.pop(position)[1]

    def heard(self, event: str) -> list[dict[str, Any]]:
        """All events of that name that were told and not asked for yet."""
        return [data for name, data in self._told if name == event]

    @property
    def signed_in(self) -> dict[str, str]:
        """Headers of a request over REST."""
        return {"Authorization": f"Bearer {self.token}"}

    async def new_room(self, **said: object) -> str:
        """Make a room; its code."""
        async with self.http.post(
            f"{self.url}/api/v1/rooms", json=said, headers=self.signed_in
        ) as answer:
            assert answer.status == 201
            return str((await answer.json())["code"])

    async def _on_event(self, event: str, data: dict[str, Any]) -> None:
        async with self._news:
            self._told.append((event, data))
            self._news.notify_all()
        self._wrong += wrong_of_event(event, data)


class Backend:
    """A running server."""

    def __init__(self, server: BaseTestServer, stack: contextlib.AsyncExitStack) -> None:
        self._stack = stack
        self.server = server
        self.url = str(server.make_url("")).rstrip("/")

    @property
    def settings(self) -> Settings:
        """What it was set to."""
        return self.server.app[DEPS].settings  # type: ignore[attr-defined, no-any-return]

    def live(self, code: str) -> LiveRoom:
        """The room of that code, which is live."""
        found: LiveRoom | None = self.server.app[DEPS].live(code)  # type: ignore[attr-defined]
        assert found is not None
        return found

    async def client(self) -> Client:
        """Somebody new, signed in and connected."""
        client = await self.account()
        await client.connect()
        self._stack.push_async_callback(client.socket.disconnect)
        return client

    async def guest(self, code: str, name: str = "", *, token: str | None = None) -> Client:
        """A guest of a room, with a socket: by their name, or by a join token."""
        path = f"{self.url}/api/v1/rooms/{code}/guest"
        shown = {"name": name} if token is None else {"token": token}
        async with ClientSession() as http, http.post(path, json=shown) as said:
            assert said.status == 201, await said.text()
            cookie = {name: morsel.value for name, morsel in said.cookies.items()}
        return await self._guest(code, name, cookie)

    async def same_guest(self, guest: Client) -> Client:
        """The same guest in another window."""
        return await self._guest(guest.guest_of, guest.name, guest.cookie)

    async def _guest(self, code: str, name: str, cookie: dict[str, str]) -> Client:
        jar = CookieJar(unsafe=True)
        http = await self._stack.enter_async_context(ClientSession(cookie_jar=jar))
        guest = Client(self.url, http, name, "")
        guest.guest_of, guest.cookie = code, cookie
        self._stack.push_async_callback(guest.socket.disconnect)
        await guest.connect()
        return guest

    async def another_window(self, client: Client) -> Client:
        """The same account once more, connected."""
        http = await self._stack.enter_async_context(ClientSession())
        again = Client(self.url, http, client.name, client.token)
        self._stack.push_async_callback(again.socket.disconnect)
        await again.connect()
        return again

    async def account(self) -> Client:
        """Somebody new, signed in only."""
        http = await self._stack.enter_async_context(ClientSession())
        name = f"user{next(_names)}-{uuid4().hex[:6]}"
        body = {"email": f"{name}@example.org", "username": name, "password": PASSWORD}
        async with http.post(f"{self.url}/api/v1/auth/register", json=body) as answer:
            assert answer.status == 201, await answer.text()
            token = answer.cookies["meetd_access"].value
        return Client(self.url, http, name, token)


class _Server(TestServer):
    """With connections as `serve` has them."""

    async def _make_runner(self, **options: Any) -> Runner:
        return Runner(self.app, capacity=self.app[app.CONNECTIONS], **options)


@contextlib.asynccontextmanager
async def backend(of: Settings) -> AsyncIterator[Backend]:
    """Run the server with real workers and a real database."""
    async with (
        app.running(of, provision.install(), lambda workers: 10_000 - workers) as application,
        _Server(application) as server,
        contextlib.AsyncExitStack() as stack,
    ):
        yield Backend(server, stack)
