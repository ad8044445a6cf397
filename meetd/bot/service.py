"""What a bot's operator does by an API key: rooms for a while, and join tokens for bots."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError

from meetd.bot.door import Door, refusal
from meetd.bot.errors import LineLost, Refused

TRIES = 8
"""Times that a request is sent that is refused for now."""


class Service:
    """A server, with a key. The rooms that it made are deleted at the end."""

    def __init__(self, server: str, key: str) -> None:
        self.server = server.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"}
        self._made: list[str] = []
        self._http = Door(self.server, "").http()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        left: Refused | LineLost | None = None
        for code in self._made:
            try:
                await self._ask("DELETE", f"/rooms/{code}")
            except (Refused, LineLost) as failure:
                left = failure
        await self._http.close()
        if left is not None and error is None:
            raise left

    async def new_room(self, name: str) -> str:
        """Make a room; its code. Raises Refused, LineLost."""
        code = str((await self._ask("POST", "/rooms", {"name": name}))["code"])
        self._made.append(code)
        return code

    async def door(self, code: str, name: str) -> Door:
        """A way in for one bot. Raises Refused, LineLost."""
        body = {"name": name, "bot": True}
        made = await self._ask("POST", f"/rooms/{code}/tokens", body)
        return Door(self.server, code, made["secret"], name)

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.server}/api/v1{path}"
        for tried in range(1, TRIES + 1):
            try:
                async with self._http.request(
                    method, url, json=body, headers=self._headers
                ) as answer:
                    if answer.status < 300:
                        return await answer.json() if answer.status != 204 else None
                    refused = await refusal(answer)
            except (ClientError, TimeoutError) as error:
                raise LineLost(f"{self.server} does not answer: {error!r}") from error
            if not refused.passes or tried == TRIES:
                raise refused
            await asyncio.sleep(min(float(answer.headers.get("Retry-After", tried)), 10))
        raise AssertionError
