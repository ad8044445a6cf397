"""The operator's commands over REST, from anywhere: by the address that people open, and a key of
an admin's with the scope `admin`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from meetd.cluster.control import Report
from meetd.cluster.refusing import refused
from meetd.errors import InvalidRequest, NotFound

LIMIT = 15.0
"""Seconds that an answer may take."""


class ByKey:
    """Orders at a service."""

    def __init__(self, url: str, key: str) -> None:
        """`url`: an origin."""
        self._base = URL(url) / "api/v1/admin"
        self._key = key

    async def reports(self) -> dict[str, Report | None]:
        """What each server does, by its name; None of one that does not answer. Of rooms there are
        the 200 largest."""
        servers = (await self._ask("GET", "servers"))["items"]
        rooms = (await self._ask("GET", "rooms"))["items"]
        return {its["name"]: _report(its, rooms) if its["answers"] else None for its in servers}

    async def own(self) -> str:
        """The only server. Raises InvalidRequest: there are several, and one has to be named."""
        names = [str(its["name"]) for its in (await self._ask("GET", "servers"))["items"]]
        if len(names) != 1:
            raise InvalidRequest(f"Name one of the servers: {', '.join(names)}.")
        return names[0]

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest."""
        await self._ask("PUT", "servers", name, "workers", said={"count": count})

    async def empty(self, name: str, worker: int) -> None:
        """Have a server move everybody away from a worker, and start that anew. Raises NotFound,
        InvalidRequest."""
        await self._ask("POST", "servers", name, "workers", str(worker), "empty")

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have a server drain, or take rooms again (None). Raises NotFound, InvalidRequest."""
        if deadline is None:
            await self._ask("DELETE", "servers", name, "drain")
        else:
            said = {"seconds": math.ceil(deadline)}
            await self._ask("PUT", "servers", name, "drain", said=said)

    async def _ask(self, method: str, *path: str, said: Mapping[str, Any] | None = None) -> Any:
        """Raises MeetError: it is refused, or nothing answers there."""
        where = self._base.joinpath(*path)
        try:
            async with (
                ClientSession(timeout=ClientTimeout(LIMIT)) as session,
                session.request(
                    method,
                    where,
                    json=said,
                    headers={"Authorization": f"Bearer {self._key}"},
                    allow_redirects=False,
                ) as answer,
            ):
                if answer.status >= 300:
                    raise await refused(answer)
                return await answer.json() if answer.status != 204 else None
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotFound(f"{self._base.origin()} does not answer: {error}") from error


def _report(its: Mapping[str, Any], rooms: list[dict[str, Any]]) -> Report:
    """As servers tell it themselves."""
    workers = [
        one | {"cpu": one["cpu"] / 100, "egress": one["sends"] * 1000} for one in its["workers"]
    ]
    return {
        "version": its["version"],
        "uptime": its["uptime"],
        "draining": its["draining"],
        "people": its["people"],
        "room_count": its["rooms"],
        "rooms": [
            {"code": room["code"], "mode": room["mode"], "people": room["people"]}
            for room in rooms
            if room["server"] == its["name"]
        ],
        "workers": workers,
        "workers_wanted": sum(one["state"] != "emptying" for one in workers),
    }
