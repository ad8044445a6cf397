"""The operator's commands by the socket of the server that runs on a data folder."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector
from yarl import URL

from meetd.cluster.control import DRAIN, ERRANDS, PROBE, REPORTS, WORKERS, Report
from meetd.cluster.operator_socket import reached
from meetd.cluster.refusing import refused
from meetd.errors import NotFound

ERRAND_LIMIT = 30.0
"""Seconds that a server may take: it asks its database, and all others what they do."""


class BySocket:
    """Orders at one server, also for those beside it."""

    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    @contextmanager
    def of(cls, folder: Path) -> Iterator[BySocket | None]:
        """The one of that folder, while inside, if its server runs. Raises Forbidden."""
        with reached(folder) as path:
            yield None if path is None else cls(path)

    async def reports(self) -> dict[str, Report | None]:
        """What each server does, by its name; None of one that does not answer."""
        said: dict[str, Report | None] = (await self._ask("GET", REPORTS))["servers"]
        return said

    async def probes(self) -> dict[str, Report | None]:
        """A transport on each worker of this server, which are there for some seconds. Raises
        InvalidRequest: too many look at once."""
        name = await self.own()
        return {name: await self._ask("POST", PROBE)}

    async def own(self) -> str:
        """The name of the server that is meant where none is named."""
        return str((await self._ask("GET", REPORTS))["node"])

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest."""
        await self._ask("POST", WORKERS, count=str(count), node=name)

    async def empty(self, name: str, worker: int) -> None:
        """Have a server move everybody away from a worker, and start that anew. Raises NotFound,
        InvalidRequest."""
        await self._ask("POST", WORKERS, empty=str(worker), node=name)

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have a server drain, or take rooms again (None). Raises NotFound."""
        within = {} if deadline is None else {"deadline": str(math.ceil(deadline))}
        await self._ask("POST", DRAIN, None, node=name, **within)

    async def errand(self, name: str, said: Mapping[str, Any]) -> Any:
        """Have that done. Raises MeetError."""
        return (await self._ask("POST", ERRANDS + name, said))["answer"]

    async def _ask(
        self, method: str, path: str, said: Mapping[str, Any] | None = None, **query: str
    ) -> Any:
        """Raises MeetError: it is refused, or no server answers any more."""
        where = URL.build(scheme="http", host="meetd", path=path, query=query)
        try:
            async with (
                ClientSession(
                    connector=UnixConnector(self._path), timeout=ClientTimeout(ERRAND_LIMIT)
                ) as session,
                session.request(method, where, json=said) as answer,
            ):
                if not answer.ok:
                    raise await refused(answer)
                return await answer.json()
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotFound("The server does not answer any more.") from error
