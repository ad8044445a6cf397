"""How the operator's commands reach servers that run: by the operator's socket, or over HTTP with
the proofs of nodes, so that whoever has the service's secret is answered and nobody else learns
that there is something."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from yarl import URL

from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.operator_socket import is_operators
from meetd.cluster.proofs import ANSWER, PROOF, Proofs
from meetd.cluster.redis import RedisAt
from meetd.cluster.routing import Handler
from meetd.config import Settings
from meetd.db.leases import Node
from meetd.errors import InvalidRequest, NotFound

STATUS = "/node/status"
"""Where a server says what it does."""
WORKERS = "/node/workers"
"""Where it is told how many workers to have, by the parameter `count`, or to empty the one of the
number `empty`."""
DRAIN = "/node/drain"
"""Where the only server is told to let its meetings come to their end, in `deadline` seconds, or
without that to take rooms again."""
PROBE = "/node/probe"
"""Where it makes a transport on each worker, whose ports are to be asked by STUN."""
REPORTS = "/node/reports"
"""Where the operator's socket says what all servers do."""
ERRANDS = "/node/errands/"
"""Below this the operator's socket has something done, by its name and with what the body says."""
ANSWER_LIMIT = 5.0
"""Seconds that a server may take to answer a command."""
MAX_WORKERS = 1024

Report = Mapping[str, Any]


class Orders(Protocol):
    """What a server does for its operator: itself, or by another server of the name."""

    name: str
    """Of this server among several."""

    async def reports(self) -> Mapping[str, Report | None]:
        """What each server does, by its name."""

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest."""

    async def empty(self, name: str, worker: int) -> None:
        """Have a server empty a worker, and start it anew. Raises NotFound, InvalidRequest."""

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have a server drain, or not any more. Raises NotFound, InvalidRequest."""

    async def carry_out(self, errand: str, said: Mapping[str, Any]) -> Any:
        """What comes of it, for JSON: of accounts, keys, settings. Raises MeetError; NotFound:
        there is no such errand."""


class Control:
    """A middleware, before all that look at who asks."""

    def __init__(
        self,
        secret_key: str,
        status: Callable[[], Report],
        resize: Callable[[int], None],
        empty: Callable[[int], None],
        probe: Callable[[], Awaitable[Report]],
        drain: Callable[[int | None], None],
        orders: Orders,
    ) -> None:
        """`resize` raises InvalidRequest: there can be no such number of workers; so do `empty`,
        where there is no other, `probe`, of which there may be few at a time, and `drain` of a
        server of several, which is ordered that through Redis."""
        self._proofs = Proofs(secret_key)
        self._status = status
        self._resize = resize
        self._empty = empty
        self._probe = probe
        self._drain = drain
        self._orders = orders

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer the operator's commands. Raises NotFound, NotANode, InvalidRequest, and what
        errands do."""
        if request.path.startswith("/node/") and is_operators(request):
            return web.json_response(await self._of_operator(request))
        if request.path not in {STATUS, WORKERS, PROBE, DRAIN}:
            return await handler(request)
        target = request.rel_url.raw_path_qs
        asked = self._proofs.read(request.method, target, request.headers)
        if asked is None or PROOF not in request.headers:
            raise NotFound
        if request.path == WORKERS and "empty" in request.query:
            self._empty(_number(request, "empty", 4))
        elif request.path == WORKERS:
            self._resize(_number(request, "count", 4))
        elif request.path == DRAIN:
            self._drain(_deadline(request))
        report = await self._probed(request) if request.path == PROBE else self._status()
        headers = {ANSWER: self._proofs.of_answer(asked.nonce)}
        return web.json_response(report, headers=headers)

    async def _of_operator(self, request: web.Request) -> Any:
        """What is answered by the socket, where nothing has to be proven."""
        its, name = self._orders, request.query.get("node", self._orders.name)
        if request.path.startswith(ERRANDS):
            return await its.carry_out(request.path.removeprefix(ERRANDS), await _said(request))
        if request.path == REPORTS:
            return {"node": its.name, "servers": await its.reports()}
        if request.path == PROBE:
            return await self._probed(request)
        if request.path == DRAIN:
            await its.drain(name, _deadline(request))
        elif request.path == WORKERS and "empty" in request.query:
            await its.empty(name, _number(request, "empty", 4))
        elif request.path == WORKERS:
            await its.resize(name, _number(request, "count", 4))
        elif request.path != STATUS:
            raise NotFound
        return self._status()

    async def _probed(self, request: web.Request) -> Report:
        if request.method != "POST":
            raise InvalidRequest
        return await self._probe()


class Operator:
    """Asks servers that run, with the settings of any of them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._proofs = Proofs(settings.secret_key)

    async def reports(self) -> dict[str, Report | None]:
        """What each server does, by its name; None of one that does not answer. Raises what Redis
        does."""
        return await self._of_all(await self.places(), "GET", STATUS)

    async def own(self) -> str:
        """The name of the server that is meant where none is named."""
        return self._settings.node

    async def probes(self, url: str | None = None) -> dict[str, Report | None]:
        """A transport on each worker of each server, which are there for some seconds, or of the
        one at that URL alone; None of a server that does not answer. Raises InvalidRequest: too
        many look at once; and what Redis does."""
        places = await self.places() if url is None else {url: url}
        return await self._of_all(places, "POST", PROBE)

    async def _of_all(
        self, places: Mapping[str, str], method: str, path: str
    ) -> dict[str, Report | None]:
        async with ClientSession(timeout=ClientTimeout(ANSWER_LIMIT)) as session:
            found = await asyncio.gather(
                *(self._ask(session, method, url + path) for url in places.values()),
                return_exceptions=True,
            )
        reports: dict[str, Report | None] = {}
        for name, report in zip(places, found, strict=True):
            if isinstance(report, BaseException) and not isinstance(report, NotFound):
                raise report
            reports[name] = None if isinstance(report, BaseException) else report
        return reports

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest, and what Redis
        does."""
        await self._order(name, f"{WORKERS}?count={count}")

    async def empty(self, name: str, worker: int) -> None:
        """Have a server move everybody away from a worker, and start that anew. Raises NotFound,
        InvalidRequest, and what Redis does."""
        await self._order(name, f"{WORKERS}?empty={worker}")

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have the only server let its meetings come to their end within so many seconds, or take
        rooms again (None). Raises NotFound, InvalidRequest."""
        within = "" if deadline is None else f"?deadline={math.ceil(deadline)}"
        await self._order(name, DRAIN + within)

    async def _order(self, name: str, path: str) -> None:
        url = (await self.places()).get(name)
        if url is None:
            raise NotFound(f"No server is called {name}.")
        async with ClientSession(timeout=ClientTimeout(ANSWER_LIMIT)) as session:
            await self._ask(session, "POST", url + path)

    async def places(self) -> dict[str, str]:
        """Where servers are, by their names. Raises what Redis does."""
        settings = self._settings
        if settings.redis_url is None:
            return {settings.node: f"http://{_reached(settings.host)}:{settings.port}"}
        redis = RedisAt(settings.redis_url, settings.secret_key)
        nodes = NodeRegistry(redis, Node(settings.node, settings.node_url, uuid4()))
        return {str(entry["name"]): str(entry["url"]) for entry in await nodes.all()}

    async def _ask(self, session: ClientSession, method: str, url: str) -> Report:
        """Raises NotFound: no server of this service answers; InvalidRequest."""
        where = URL(url, encoded=True)
        nonce, proof = self._proofs.of_request(method, where.raw_path_qs, "")
        try:
            async with session.request(
                method, where, headers=proof, allow_redirects=False
            ) as answer:
                body = await answer.read()
                if answer.status == 422:
                    raise InvalidRequest(str(json.loads(body).get("detail")))
                if not self._proofs.is_answer(nonce, answer.headers.get(ANSWER)):
                    raise NotFound("No server of this service answers there.")
                report: Report = json.loads(body)
                return report
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotFound("No server answers.") from error


def _deadline(request: web.Request) -> int | None:
    """In how many seconds; None: it is to take rooms again. Raises InvalidRequest."""
    if "deadline" in request.query or request.method != "POST":
        return _number(request, "deadline", 7)
    return None


async def _said(request: web.Request) -> Mapping[str, Any]:
    """Raises InvalidRequest."""
    try:
        said = json.loads(await request.read() or b"{}")
    except ValueError:
        said = None
    if request.method != "POST" or not isinstance(said, dict):
        raise InvalidRequest("The body is not a JSON object.")
    return said


def _number(request: web.Request, name: str, digits: int) -> int:
    """Raises InvalidRequest: there is none, or it is too large, or nothing is ordered so."""
    text = request.query.get(name, "")
    if request.method != "POST" or not (text.isascii() and text.isdecimal()) or len(text) > digits:
        raise InvalidRequest
    return int(text)


def _reached(host: str) -> str:
    """Where this host reaches what listens there."""
    loopback = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"[{loopback}]" if ":" in loopback and not loopback.startswith("[") else loopback
