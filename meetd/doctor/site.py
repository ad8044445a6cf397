"""What people open: its name, certificate and clock, and whether sockets come through."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientSession,
    ClientTimeout,
    WSServerHandshakeError,
)

from meetd.config import Settings
from meetd.doctor.finding import Finding, ill, well
from meetd.doctor.stores import clock

LIMIT = 10.0
"""Seconds for each request."""
_SOCKETS = "/socket.io/?EIO=4&transport="
_FAILURES = (ClientError, TimeoutError, OSError)


async def site(settings: Settings) -> list[Finding]:
    """Look at MEETD_PUBLIC_URL as a browser does: first what keeps all the rest from working."""
    name = urlsplit(settings.public_url).hostname or ""
    try:
        await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return [
            ill(
                "name",
                f"No address is known under the name {name}.",
                f"Make a DNS entry for {name} that leads to this host.",
            )
        ]
    async with ClientSession(timeout=ClientTimeout(LIMIT)) as session:
        try:
            async with session.get(f"{settings.public_url}/healthz") as answer:
                healthy, date = answer.status == 200, answer.headers.get("Date")
        except ClientConnectorCertificateError as error:
            return [_certificate(name, error.certificate_error)]
        except _FAILURES as error:
            return [
                ill(
                    "public url",
                    f"{settings.public_url} does not answer ({type(error).__name__}).",
                    "Start the server and its proxy, and open its port in the firewall.",
                )
            ]
        if not healthy:
            return [
                ill(
                    "public url",
                    f"{settings.public_url} answers, and it is not meetd that does.",
                    "Have the proxy pass everything on to MEETD_HOST and MEETD_PORT.",
                )
            ]
        found = [well("public url", f"{settings.public_url} answers.")]
        if date is not None:
            found.append(
                clock("the public url", time.time() - parsedate_to_datetime(date).timestamp())
            )
        return [*found, await _polling(settings, session), await _websocket(settings, session)]


def _certificate(name: str, error: Exception) -> Finding:
    why = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else str(error)
    return ill(
        "certificate",
        f"The certificate of {name} is not good: {why}.",
        f"Get one for {name} that browsers trust; Caddy does so once port 80 or 443 is open.",
    )


async def _polling(settings: Settings, session: ClientSession) -> Finding:
    try:
        async with session.get(f"{settings.public_url}{_SOCKETS}polling") as answer:
            if answer.status == 200 and (await answer.text()).startswith("0{"):
                return well("long polling", "It comes through.")
    except _FAILURES:
        pass
    return ill(
        "long polling",
        "Long polling does not come through.",
        "Have the proxy pass /socket.io/ on with its query, as the Caddyfile does.",
    )


async def _websocket(settings: Settings, session: ClientSession) -> Finding:
    url = f"{settings.public_url}{_SOCKETS}websocket".replace("http", "ws", 1)
    try:
        async with session.ws_connect(url, origin=settings.public_url) as opened:
            if str((await opened.receive(LIMIT)).data).startswith("0{"):
                return well("websocket", "It comes through.")
    except (*_FAILURES, WSServerHandshakeError):
        pass
    return ill(
        "websocket",
        "WebSockets do not come through: calls go on over long polling, slower.",
        "Have the proxy pass on Upgrade and Connection, as the Caddyfile does.",
    )
