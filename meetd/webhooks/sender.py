"""Sender of webhooks: one attempt, which takes neither long nor much, wherever it leads."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from meetd.outbound.targets import AddressRefusedError, GuardedResolver, allowed_over, checked_url
from meetd.webhook import Outcome
from meetd.webhooks.retry_after import retry_after
from meetd.webhooks.signing import headers

SEND_LIMIT = 15.0
"""Seconds that an attempt may take in all."""
CONNECT_LIMIT = 5.0
MOST_READ = 4096
"""Bytes of an answer that are read, so that the connection is good for the next."""
CONNECTIONS = 128
"""More than attempts can be under way: none waits for those of others."""


class Sender(Protocol):
    """Sends what others sign."""

    async def send(self, url: str, message_id: str, body: bytes, by: Sequence[str]) -> Outcome:
        """Make one attempt to have a body accepted; never raises for what is wrong there."""


class HttpSender:
    """Sends over HTTP, to addresses that were looked at alone, and is led nowhere else."""

    def __init__(self, sessions: Mapping[str, ClientSession], *, private: bool) -> None:
        """`sessions` by the schemes of URLs."""
        self._sessions = sessions
        self._private = private

    async def send(self, url: str, message_id: str, body: bytes, by: Sequence[str]) -> Outcome:
        """See Sender."""
        began = time.monotonic()
        status, error, after = await self._attempt(url, message_id, body, by)
        return Outcome(status, error, round((time.monotonic() - began) * 1000), after)

    async def _attempt(
        self, url: str, message_id: str, body: bytes, by: Sequence[str]
    ) -> tuple[int | None, str | None, float | None]:
        """The answer's status, what went wrong, and after how many seconds to come again."""
        said = headers(message_id, int(time.time()), body, by)
        said["Content-Type"] = "application/json"
        try:
            # What an operator allows may have changed since it was taken.
            target = checked_url(url, private=self._private)
            async with (
                asyncio.timeout(SEND_LIMIT),
                self._sessions[target.partition(":")[0]].post(
                    target, data=body, headers=said, allow_redirects=False
                ) as answer,
            ):
                await answer.content.read(MOST_READ)
                if not answer.content.at_eof():
                    answer.close()
                if 200 <= answer.status < 300:
                    return answer.status, None, None
                redirects = " (it leads elsewhere, and nobody follows)"
                more = redirects if 300 <= answer.status < 400 else ""
                after = retry_after(answer.headers.get("Retry-After"), datetime.now(UTC))
                return answer.status, f"It answered {answer.status}{more}.", after
        except (AddressRefusedError, ValueError):
            return None, "The address is not one of the internet.", None
        except TimeoutError:
            return None, "It did not answer in time.", None
        except (ClientConnectorCertificateError, ssl.SSLError):
            return None, "Its certificate is not good.", None
        except (ClientError, OSError) as failure:
            if isinstance(
                failure.__cause__ or getattr(failure, "os_error", None), AddressRefusedError
            ):
                return None, "The address is not one of the internet.", None
            return None, "It cannot be reached.", None


@asynccontextmanager
async def http_sender(*, private: bool) -> AsyncIterator[HttpSender]:
    """A sender with connections of its own. `private`: the operator lets it reach networks' own
    addresses too."""
    async with (
        _session("https", private=private) as https,
        _session("http", private=private) as http,
    ):
        yield HttpSender({"https": https, "http": http}, private=private)


def _session(scheme: str, *, private: bool) -> ClientSession:
    connector = TCPConnector(
        resolver=GuardedResolver(allowed_over(scheme, private=private)),
        limit=CONNECTIONS,
        use_dns_cache=False,
        keepalive_timeout=10,
    )
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=SEND_LIMIT, sock_connect=CONNECT_LIMIT),
        auto_decompress=False,
        headers={"User-Agent": "meetd"},
    )
