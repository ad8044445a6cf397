"""STUN and TURN servers: asked as browsers ask them, with credentials as they get them."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from meetd.auth.turn import ice_servers
from meetd.config import Settings
from meetd.doctor import stun
from meetd.doctor.finding import Finding, ill, well
from meetd.model import UserId

NOBODY = UserId(UUID(int=0))
HTTPS = 443
"""The port that even the strictest networks let out."""
BACK_LIMIT = 2.0
"""Seconds for a packet through the relay and back."""
_URL = re.compile(r"(\w+):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(\w+))?")


@dataclass(frozen=True, slots=True)
class _Server:
    url: str
    host: str
    port: int
    tcp: bool
    tls: bool

    @classmethod
    def of(cls, url: str) -> _Server:
        found = _URL.fullmatch(url)
        if found is None:
            raise ValueError(url)
        scheme, host, port, transport = found.groups()
        tls = scheme.endswith("s")
        where = int(port) if port else 5349 if tls else 3478
        return cls(url, host.strip("[]"), where, tls or transport == "tcp", tls)

    def line(self) -> AbstractAsyncContextManager[stun.Line]:
        tls = ssl.create_default_context() if self.tls else None
        return stun.connected(self.host, self.port, tcp=self.tcp, tls=tls)


async def relays(settings: Settings) -> list[Finding]:
    """Look at each address of each server."""
    looks = [_stun(url) for url in settings.stun_urls]
    looks += [_turn(settings, url) for url in settings.turn_urls]
    found = await asyncio.gather(*looks)
    return [*found, *lacking(settings)]


def lacking(settings: Settings) -> Iterator[Finding]:
    """What is named nowhere, and is missed by somebody."""
    if not settings.stun_urls:
        yield ill(
            "stun",
            "There is no STUN server: calls of two people in different networks take the workers.",
            "Run coturn and name it in MEETD_TURN_URLS or MEETD_STUN_URLS.",
        )
    over_tls = [_Server.of(url) for url in settings.turn_urls if url.startswith("turns:")]
    if settings.turn_urls and all(server.port != HTTPS for server in over_tls):
        where = "at another port than 443" if over_tls else "over UDP and TCP"
        yield ill(
            "turn over tls",
            f"The relay is there {where} alone: networks that let out HTTPS alone do not reach it.",
            "Have it answer over TLS at port 443 under a name of its own, as docker/compose.yaml"
            " does, and add turns:NAME:443?transport=tcp to MEETD_TURN_URLS.",
        )


async def _stun(url: str) -> Finding:
    server = _Server.of(url)
    try:
        async with server.line() as line:
            await stun.ask(line, stun.BINDING, {})
    except (OSError, EOFError, TimeoutError, stun.RefusedError) as error:
        return await _silent(server, "stun", error)
    return well(f"stun {url}", "It answers.")


async def _turn(settings: Settings, url: str) -> Finding:
    server, check = _Server.of(url), f"turn {url}"
    entry = ice_servers(settings, NOBODY)[-1]
    username, password = entry["username"], entry["credential"]
    try:
        async with server.line() as line:
            try:
                await stun.ask(line, stun.ALLOCATE, {stun.TRANSPORT: stun.UDP})
                return ill(
                    check,
                    "It relays for everybody, without a password.",
                    "Set use-auth-secret in turnserver.conf, as docker/turnserver.conf has it.",
                )
            except stun.RefusedError as refused:
                if refused.code != 401:
                    raise
                realm = refused.attributes.get(stun.REALM, b"")
                nonce = refused.attributes.get(stun.NONCE, b"")
            key = stun.long_term_key(username, realm, password)
            proof = {stun.USERNAME: username.encode(), stun.REALM: realm, stun.NONCE: nonce}
            try:
                wanted = {stun.TRANSPORT: stun.UDP, **proof}
                given = await stun.ask(line, stun.ALLOCATE, wanted, key)
            except TimeoutError:
                # It has answered before: coturn may leave a wrong password without an answer.
                return _not_let_in(check)
            try:
                return await _relayed(check, line, given.get(stun.RELAYED, b""), proof, key)
            finally:
                end = {stun.LIFETIME: b"\0\0\0\0", **proof}
                line.send(stun.encode(stun.REFRESH, secrets.token_bytes(12), end, key))
    except stun.RefusedError as refused:
        if refused.code == 401:
            return _not_let_in(check)
        return ill(
            check,
            f"It gives no relay (error {refused.code}).",
            "Look at its quotas and its log: 486 and 508 mean that it has none left.",
        )
    except (OSError, EOFError, TimeoutError) as error:
        return await _silent(server, "turn", error)


def _not_let_in(check: str) -> Finding:
    return ill(
        check,
        "It does not take the password: its secret is not MEETD_TURN_SECRET.",
        "Give coturn's static-auth-secret and MEETD_TURN_SECRET the same value.",
    )


async def _relayed(
    check: str, line: stun.Line, relayed: bytes, proof: stun.Attributes, key: bytes
) -> Finding:
    """Send a packet through the relay to where it relays from, and see it come back."""
    where, sent = stun.address(relayed), secrets.token_bytes(16)
    try:
        await stun.ask(line, stun.PERMIT, {stun.PEER: relayed, **proof}, key)
    except stun.RefusedError:
        return well(check, f"It relays from {where}, and not to itself, which its rules deny.")
    packet = {stun.PEER: relayed, stun.DATA: sent}
    line.send(stun.encode(stun.SEND, secrets.token_bytes(12), packet))
    try:
        async with asyncio.timeout(BACK_LIMIT):
            while stun.decode(await line.receive()).get(stun.DATA) != sent:
                continue
    except TimeoutError:
        return ill(
            check,
            f"It gives a relay at {where}, and packets sent there do not arrive.",
            "Open its relay ports (min-port to max-port) for UDP, and set external-ip to the"
            " host's public address.",
        )
    return well(check, f"It relays packets from {where}.")


async def _silent(server: _Server, kind: str, error: Exception) -> Finding:
    if isinstance(error, ssl.SSLCertVerificationError):
        return ill(
            f"{kind} {server.url}",
            f"Its certificate is not good: {error.verify_message}.",
            f"Give it a certificate for {server.host} that browsers trust.",
        )
    if server.tls and await _connects(server):
        return ill(
            f"{kind} {server.url}",
            f"What answers at {server.host}, port {server.port}, speaks no TLS.",
            "Give coturn cert, pkey and tls-listening-port, and take no-tls out of its settings.",
        )
    if isinstance(error, socket.gaierror):
        return ill(
            f"{kind} {server.url}",
            f"No address is known under the name {server.host}.",
            f"Make a DNS entry for {server.host} that leads to the relay's host.",
        )
    way = "TLS" if server.tls else "TCP" if server.tcp else "UDP"
    return ill(
        f"{kind} {server.url}",
        f"Nothing answers at {server.host}, port {server.port}, over {way}.",
        f"Start coturn there, and open {way.replace('TLS', 'TCP')} {server.port} in the firewall.",
    )


async def _connects(server: _Server) -> bool:
    """Return whether it takes a connection, whatever it speaks then."""
    try:
        async with stun.connected(server.host, server.port, tcp=True):
            return True
    except OSError:
        return False
