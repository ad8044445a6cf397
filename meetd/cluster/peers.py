"""The other nodes, as this one reaches them: whether they live, and requests to them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from meetd.cluster.links import HEARTBEAT, MAX_MESSAGE, Link
from meetd.cluster.proofs import ANSWER, Proofs
from meetd.errors import MalformedRequest, OwnerUnreachable

HELLO = "/node"
"""Where a node says that it is one."""
INSTANCE = "Meetd-Node"
"""The header in which it says which one."""
CONNECT_LIMIT = 2.0
"""Seconds in which a node takes a connection, and says hello."""
EXCHANGE_LIMIT = 40.0
"""Seconds for one request: longer than any poll waits, and than any body may take."""
MAX_CONNECTIONS = 2000
MAX_ANSWER = 8 * 2**20
"""Bytes of an answer: more than waits for a socket at most."""
_UNREACHED = (ClientError, TimeoutError, OSError, RuntimeError)
"""RuntimeError: this node stops, and reaches nobody any more."""
LIVED, DIED = 2.0, 0.5
"""Seconds that it is believed that a node lives, or does not."""


class Peers:
    """Asks a node for a proof before anything of anybody is told to it."""

    def __init__(self, proofs: Proofs, session: ClientSession) -> None:
        self._proofs = proofs
        self._session = session
        self._known: dict[str, tuple[bool, float]] = {}
        """Whether the node at an address lives, and until when that is believed."""
        self._asking: dict[str, asyncio.Task[bool]] = {}

    async def answers(self, url: str) -> bool:
        """Return whether a node of this service lives at that address."""
        lives, until = self._known.get(url, (False, 0.0))
        if time.monotonic() < until:
            return lives
        asking = self._asking.get(url)
        if asking is None:
            asking = self._asking[url] = asyncio.create_task(self._ask(url))
            asking.add_done_callback(lambda _: self._asking.pop(url, None))
        # Whoever gives up waiting keeps nobody else from the answer.
        return await asyncio.shield(asking)

    async def instance_at(self, url: str) -> str | None:
        """Find out which node lives at that address."""
        nonce, proof = self._proofs.of_request("GET", HELLO, "")
        try:
            async with self._session.get(
                URL(url + HELLO), headers=proof, timeout=ClientTimeout(CONNECT_LIMIT)
            ) as answer:
                proven = self._proofs.is_answer(nonce, answer.headers.get(ANSWER))
                return answer.headers.get(INSTANCE, "") if proven else None
        except _UNREACHED:
            return None

    def doubt(self, url: str) -> None:
        """It did not do what a node does: ask again before anything is told to it."""
        self._known.pop(url, None)

    async def exchange(
        self,
        url: str,
        method: str,
        target: str,
        client: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Pass a request on: status, headers and body of the answer. Raises OwnerUnreachable,
        MalformedRequest."""
        if not await self.answers(url):
            raise OwnerUnreachable(retry_after=1)
        nonce, proof = self._proofs.of_request(method, target, client)
        try:
            async with self._session.request(
                method,
                URL(url + target, encoded=True),
                headers=[*headers.items(), *proof.items()],
                data=body or None,
                allow_redirects=False,
            ) as answer:
                if not self._proofs.is_answer(nonce, answer.headers.get(ANSWER)):
                    raise OwnerUnreachable(retry_after=1)
                content = await answer.content.read(MAX_ANSWER + 1)
                while not answer.content.at_eof() and len(content) <= MAX_ANSWER:
                    content += await answer.content.read(MAX_ANSWER + 1 - len(content))
                if len(content) > MAX_ANSWER:
                    raise OwnerUnreachable
                return answer.status, list(answer.headers.items()), content
        except UnicodeError:
            raise MalformedRequest from None
        except _UNREACHED as error:
            self.doubt(url)
            raise OwnerUnreachable(retry_after=1) from error

    async def link(self, url: str, target: str) -> Link:
        """Open a link to another node, which has proven that it is one. Raises OwnerUnreachable."""
        if not await self.answers(url):
            raise OwnerUnreachable(retry_after=1)
        nonce, proof = self._proofs.of_request("GET", target, "")
        try:
            async with asyncio.timeout(CONNECT_LIMIT):
                socket = await self._session.ws_connect(
                    URL(url + target, encoded=True),
                    headers=proof,
                    heartbeat=HEARTBEAT,
                    max_msg_size=MAX_MESSAGE,
                )
                answer = await socket.receive()
        except _UNREACHED as error:
            self.doubt(url)
            raise OwnerUnreachable(retry_after=1) from error
        if not isinstance(answer.data, str) or not self._proofs.is_answer(nonce, answer.data):
            await socket.close()
            raise OwnerUnreachable(retry_after=1)
        return Link(socket)

    async def _ask(self, url: str) -> bool:
        lives = await self.instance_at(url) is not None
        self._known[url] = lives, time.monotonic() + (LIVED if lives else DIED)
        return lives


@asynccontextmanager
async def connected(proofs: Proofs) -> AsyncIterator[Peers]:
    """The other nodes, while inside."""
    async with ClientSession(
        connector=TCPConnector(limit=MAX_CONNECTIONS),
        timeout=ClientTimeout(EXCHANGE_LIMIT, sock_connect=CONNECT_LIMIT),
        # What is passed on is not this node's: no cookie is kept, nothing unpacked or added.
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    ) as session:
        yield Peers(proofs, session)
