"""People at several nodes, who come back by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession, DummyCookieJar
from socketio.exceptions import ConnectionError as SocketRefused
from socketio.exceptions import SocketIOError

from support.backend import PASSWORD, Client
from support.service import Service
from support.waiting import PATIENCE

PASSING = {"room_elsewhere", "owner_unreachable", "unavailable", "server_stopping"}


class Person(Client):
    """Somebody who comes back by themselves, as the page does."""

    code = ""
    via = ""
    resumes = False
    """Comes back as the participant that they were."""
    transports = ("websocket",)

    async def come(self, code: str, via: str | None = None) -> None:
        """Connect and join, however often it takes."""
        self.code, self.via = code, self.via if via is None else via
        async with asyncio.timeout(PATIENCE):
            while not await self._is_in():  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    async def come_back(self) -> None:
        """Wait for the end of the connection, and come again."""
        async with asyncio.timeout(PATIENCE):
            # The socket has to outlive the patience with it.
            await asyncio.shield(asyncio.ensure_future(self.socket.wait()))
        await self.come(self.code)

    async def follow(self) -> None:
        """Come back whenever the connection ends, for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                await self.come_back()

    async def go(self) -> None:
        """Leave at once, so that nobody is waited for."""
        with contextlib.suppress(SocketIOError):  # It may be cut at this moment.
            await self.socket.call("leave", {}, timeout=1)
        await self.socket.disconnect()

    async def is_refused(self, url: str) -> str:
        """The code with which a node refuses the socket."""
        told: list[dict[str, Any]] = []
        self.socket.on("connect_error", told.append)
        with pytest.raises(SocketRefused):
            await self.socket.connect(url, auth={"token": self.token})
        return str(told[0]["data"]["code"])

    async def say(self, text: str) -> str:
        """Say something, until it is acknowledged; the id it was said with."""
        client_id = str(uuid4())
        async with asyncio.timeout(PATIENCE):
            while True:
                if (await self.ask("chat:send", clientId=client_id, content=text))["ok"]:
                    return client_id
                await asyncio.sleep(0.2)

    def _was(self) -> dict[str, object]:
        if not (self.resumes and self.joined):
            return {}
        token = self.joined["resumeToken"]
        return {"resume": {"participantId": self.id, "token": token}}

    async def _is_in(self) -> bool:
        try:
            if not self.socket.connected:
                url = f"{self.via or self.url}/?room={self.code}"
                await self.socket.connect(
                    url,
                    auth={"token": self.token},
                    transports=list(self.transports),
                    wait_timeout=2,  # What does not answer is asked again, or another is.
                )
            answer = await self.ask(
                "join", code=self.code, microphone=True, camera=True, takeOver=True, **self._was()
            )
        except (SocketRefused, TimeoutError):
            await self.socket.disconnect()
            return False
        if not answer["ok"]:
            assert answer["error"]["code"] in PASSING, answer
            return False
        self.joined = answer
        return True


New = Callable[[], Awaitable[Person]]


@contextlib.asynccontextmanager
async def following(*people: Person) -> AsyncIterator[None]:
    """Each comes back by themselves, while inside."""
    tasks = [asyncio.create_task(one.follow()) for one in people]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def making_people(url: str) -> AsyncIterator[New]:
    """Makes people, who have signed in at that address."""
    async with AsyncExitStack() as stack:

        async def somebody() -> Person:
            # With a token, and without cookies, for which a page would have to say where it is of.
            http = await stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
            name = f"user-{uuid4().hex[:8]}"
            body = {"email": f"{name}@example.org", "username": name, "password": PASSWORD}
            async with http.post(f"{url}/api/v1/auth/register", json=body) as answer:
                assert answer.status == 201, await answer.text()
                person = Person(url, http, name, answer.cookies["meetd_access"].value)
            stack.push_async_callback(person.go)
            return person

        yield somebody


def at(service: Service) -> str:
    return f"http://{service.address}:{service.port}"


@contextlib.asynccontextmanager
async def frozen(*pids: int) -> AsyncIterator[None]:
    """Stop processes for a while, in the middle of whatever they do."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
