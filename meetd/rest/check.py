"""What a browser needs to see whether meetings will reach it, before anybody signs in."""

from __future__ import annotations

import zlib
from uuid import UUID

from aiohttp import web

from meetd.auth.turn import ice_servers
from meetd.client_address import Network
from meetd.model import UserId
from meetd.rest.body import answered, read_body
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire.catalogue import rest
from meetd.wire.check import CheckAnswer, NewCheck

RELAY_LIFE = 120
"""Seconds in which the relays' password runs out, and nothing is prolonged with it after that."""
NAMES = 4
"""Names under which all who look are known to relays, which give each name so many places and no
more: together they leave most for calls (user-quota and total-quota in docker/turnserver.conf)."""


async def begin(request: web.Request) -> web.Response:
    """Relays and a worker's echo, for somebody who looks."""
    said = await read_body(request, NewCheck)
    parts = deps(request)
    place = parts.addresses.place(request)
    parts.echoes.count(place)
    echo = await parts.echoes.open(said.dtls_parameters, place)
    servers = ice_servers(parts.settings, _name(place), life=RELAY_LIFE)
    return answered(CheckAnswer(servers, echo), 201)


def _name(place: Network | None) -> UserId:
    return UserId(UUID(int=1 + zlib.crc32(str(place).encode()) % NAMES))


ROUTES = (Route(rest.BEGIN_CHECK, begin),)
