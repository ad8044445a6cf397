"""The REST API as a client on the wire: nothing is added to a request, and nothing hidden."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from multidict import CIMultiDict, CIMultiDictProxy

from support.backend import Backend
from support.waiting import PATIENCE
from support.wire import must_be_answer_of

ORIGIN = "http://localhost:8080"
"""Where the tests' server says that its pages are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        """The values of the cookies that are set."""
        pairs = (line.split(";")[0] for line in self.headers.getall("Set-Cookie", []))
        return dict(pair.split("=", 1) for pair in pairs)

    def is_problem(self, status: int, code: str) -> dict[str, Any]:
        """What went wrong, which has to be this."""
        assert (self.status, self.headers["Content-Type"]) == (
            status,
            "application/problem+json; charset=utf-8",
        ), (self.status, self.body[:300])
        said: dict[str, Any] = self.json
        assert set(said) - {"errors"} == {"type", "title", "status", "code", "detail"}
        assert (said["code"], said["status"]) == (code, status)
        assert self.headers["Cache-Control"] == "no-store"
        return said


class Api:
    """Sends requests; cookies and headers only as told."""

    def __init__(self, backend: Backend, http: ClientSession) -> None:
        self.backend = backend
        self._http = http
        self._somebody: str | None = None

    async def call(
        self,
        method: str,
        path: str,
        said: object = None,
        *,
        token: str | None = None,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        """Send JSON, or bytes as they are, to a path under `/api/v1`, or to another with `//`."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if said is not None:
            raw = json.dumps(said).encode()
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        url = self.backend.url + (path[1:] if path.startswith("//") else f"/api/v1{path}")
        async with self._http.request(
            method, url, data=raw, headers=sent, allow_redirects=False
        ) as answer:
            body = await answer.read()
            path = answer.url.raw_path.removeprefix("/api/v1")
            must_be_answer_of(method, path, answer.status, body)
            return Answer(answer.status, answer.headers, body)

    async def wire(self, request: bytes) -> Answer:
        """Send bytes that no HTTP client would; the server has to answer and hang up."""
        url = self.backend.server.make_url("")
        reader, writer = await asyncio.open_connection(url.host, url.port)
        try:
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        first, *lines = head.decode().split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        headers = CIMultiDictProxy(CIMultiDict((name, value) for name, value in pairs))
        return Answer(int(first.split(" ")[1]), headers, body)

    async def token(self) -> str:
        """The access token of somebody new."""
        return (await self.backend.account()).token

    async def any_token(self) -> str:
        """The access token of somebody who may have rooms already."""
        if self._somebody is None:
            self._somebody = await self.token()
        return self._somebody
