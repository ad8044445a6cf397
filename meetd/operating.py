"""What a server that runs does for its operator: itself and, of several, by the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from meetd.cluster.control import Operator, Report
from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.redis import FAILURES
from meetd.config import Settings
from meetd.errands import Accounts, Said
from meetd.errors import NotFound, Unavailable
from meetd.settings_in_force import in_force

T = TypeVar("T")


class Operating:
    """Carries out what operators order, by the socket or over REST."""

    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        reports: Callable[[], Awaitable[Mapping[str, Report | None]]],
        resize: Callable[[int], None],
        empty: Callable[[int], None],
        drain: Callable[[float | None], None],
        nodes: NodeRegistry | None,
    ) -> None:
        """`resize`, `empty` and `drain` are this server's, and raise InvalidRequest; `nodes` are
        all, where it is not the only one."""
        self.name = settings.node
        self._settings = settings
        self._operator = Operator(settings)
        self._reports = reports
        self._resize = resize
        self._empty = empty
        self._drain = drain
        self._nodes = nodes
        self._errands: dict[str, Callable[[Said], Awaitable[Any]]] = {
            **accounts.errands,
            "config": self._config,
            "stores": self._stores,
        }

    async def reports(self) -> Mapping[str, Report | None]:
        """What each server does, by its name."""
        return await self._reports()

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest, Unavailable."""
        if name == self.name:
            self._resize(count)
        else:
            await _over_redis(self._operator.resize(name, count))

    async def empty(self, name: str, worker: int) -> None:
        """Have a server empty a worker. Raises NotFound, InvalidRequest, Unavailable."""
        if name == self.name:
            self._empty(worker)
        else:
            await _over_redis(self._operator.empty(name, worker))

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have a server drain, or not any more. Raises NotFound, Unavailable."""
        if self._nodes is None and name == self.name:
            self._drain(deadline)
            return
        entries = [] if self._nodes is None else await _over_redis(self._nodes.all())
        found = next((entry for entry in entries if entry["name"] == name), None)
        if found is None or self._nodes is None:
            raise NotFound(f"No server is called {name}.")
        await _over_redis(self._nodes.order_drain(str(found["instance"]), deadline))

    async def carry_out(self, errand: str, said: Mapping[str, Any]) -> Any:
        """What comes of it, for JSON. Raises NotFound, and what the errand does."""
        its = self._errands.get(errand)
        if its is None:
            raise NotFound("This server knows no such errand: is it of another version?")
        return {"answer": await its(said)}

    async def _config(self, _said: Said) -> list[dict[str, str]]:
        """The settings in force, without secrets."""
        return [row._asdict() for row in in_force(self._settings)]

    async def _stores(self, _said: Said) -> dict[str, str | None]:
        """Where all is kept, and what signs tokens: for a backup."""
        its = self._settings
        return {"database_url": its.database_url, "secret_key": its.secret_key}


async def _over_redis(work: Awaitable[T]) -> T:
    """Raises Unavailable."""
    try:
        return await work
    except FAILURES as error:
        raise Unavailable("Redis is away.") from error
