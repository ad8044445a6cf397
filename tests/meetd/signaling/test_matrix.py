"""Who may do what: every request over sockets and every operation of REST, asked by everybody.

A dot: allowed, whatever becomes of it. Any other word is the code that it is refused with. What is
added to the catalogue has no row here, and the tests fail until somebody has thought about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from meetd.wire.catalogue.rest import OPERATIONS
from meetd.wire.catalogue.sockets import REQUESTS
from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")

# removed: put out, with the socket of before · blocked: for good · elsewhere: takes part in another
# room · nobody: signed in, and in no room · guest: let in without an account ·
# waiting: a guest who asks.
SOCKETS = """
request                host cohost participant   viewer        removed     blocked     elsewhere     nobody           guest         waiting
join                   .    .      .             .             removed     blocked     .             .                .             must_ask
leave                  .    .      .             .             .           .           .             .                .             .
knock                  .    .      .             .             removed     blocked     .             .                .             .
knocks:admit           .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
knocks:deny            .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
ping                   .    .      .             .             .           .           .             .                .             .
participants:page      .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
media                  .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
rename                 .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
hand                   .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
companion              .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
react                  .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
spotlight              .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
mode:ready             .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
mode:failed            .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:proof              .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
quality                .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
p2p:signal             .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:transport:create   .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:transport:plain    not_this_host not_this_host not_this_host not_this_host not_in_room not_in_room not_this_host not_in_room not_this_host not_in_room
sfu:transport:heard    .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:transport:connect  .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:transport:restart  .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:transport:close    .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:produce            .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:producer:pause     .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:producer:resume    .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:producer:close     .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consume            .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:resume    .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:pause     .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:close     .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:layers    .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:priority  .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
sfu:consumer:keyframe  .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
chat:send              .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
file:offer             .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
file:open              .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
chat:edit              .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
chat:delete            .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
chat:react             .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
chat:history           .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
chat:search            .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
draw:stroke            .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
draw:undo              .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
draw:clear             .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
draw:allow             .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
board:open             .    .      .             forbidden     not_in_room not_in_room .             not_in_room      .             not_in_room
board:close            .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
people:stop            .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:mute            .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:ask             .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:hand            .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:hands           .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:remove          .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
people:role            .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
room:rules             .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
room:end               .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
polls:list             .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
polls:vote             .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
polls:create           .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
polls:open             .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
polls:delete           .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
timer:set              .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
timer:add              .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
timer:stop             .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:choose       .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
breakout:help          .    .      .             .             not_in_room not_in_room .             not_in_room      .             not_in_room
breakouts:plan         .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:assign       .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:expect       .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:open         .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:time         .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:close        .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
breakouts:say          .    .      not_moderator not_moderator not_in_room not_in_room not_moderator not_in_room      not_moderator not_in_room
"""  # noqa: E501 It is a table.

# visitor: took part once · stranger: has an account and the code · nobody: not signed in · guest:
# by the cookie that opens the sockets.
REST = """
operation                     host cohost        visitor       removed       blocked stranger      nobody guest
GET /rooms/{code}             .    .             .             .             blocked .             unauthorized unauthorized
PATCH /rooms/{code}           .    not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
DELETE /rooms/{code}          .    not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/messages    .    .             .             never_inside  blocked never_inside  unauthorized unauthorized
GET /rooms/{code}/messages/export . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/door        .    .             .             .             .       .             . .
GET /rooms/{code}/present     .    .             .             .             .       .             . .
POST /rooms/{code}/files      .    .             .             .             .       .             . .
GET /rooms/{code}/files/{id}  .    .             .             .             .       .             . .
PUT /rooms/{code}/files/{id}/thumbnail . . . . . . . .
GET /rooms/{code}/files/{id}/thumbnail . . . . . . . .
POST /rooms/{code}/guest      .    .             .             .             .       .             . .
GET /rooms/{code}/knocks      .    .             not_moderator not_moderator blocked not_moderator unauthorized unauthorized
POST /rooms/{code}/knocks     .    .             not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /rooms/{code}/log         .    .             not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /rooms/{code}/log.csv     .    .             not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /rooms/{code}/polls.csv   .    not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/invitations . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
POST /rooms/{code}/invitations . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
DELETE /rooms/{code}/invitations/{invitee} . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /users/me/invitations . . . . . . unauthorized unauthorized
PUT /rooms/{code}/schedule    .    not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
DELETE /rooms/{code}/schedule .    not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/breakouts . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
PUT /rooms/{code}/breakouts . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
DELETE /rooms/{code}/breakouts . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/calendar.ics . . . . blocked . unauthorized unauthorized
POST /rooms                   .    .             .             .             .       .             unauthorized unauthorized
GET /rooms                    .    .             .             .             .       .             unauthorized unauthorized
GET /users/me                 .    .             .             .             .       .             unauthorized unauthorized
PUT /users/me/picture         .    .             .             .             .       .             unauthorized unauthorized
DELETE /users/me/picture      .    .             .             .             .       .             unauthorized unauthorized
GET /pictures/{hash}          .    .             .             .             .       .             . .
GET /users/me/agenda          .    .             .             .             .       .             unauthorized unauthorized
GET /users/me/visits          .    .             .             .             .       .             unauthorized unauthorized
POST /users/me/calendar       .    .             .             .             .       .             unauthorized unauthorized
DELETE /users/me/calendar     .    .             .             .             .       .             unauthorized unauthorized
GET /auth/sessions            .    .             .             .             .       .             unauthorized unauthorized
GET /events                   .    .             .             .             .       .             unauthorized unauthorized
GET /webhooks .    .             .             .             .       .             unauthorized unauthorized
POST /webhooks .    .             .             .             .       .             unauthorized unauthorized
GET /webhooks/{id} .    .             .             .             .       .             unauthorized unauthorized
PATCH /webhooks/{id} .    .             .             .             .       .             unauthorized unauthorized
DELETE /webhooks/{id} .    .             .             .             .       .             unauthorized unauthorized
POST /webhooks/{id}/rotate .    .             .             .             .       .             unauthorized unauthorized
POST /webhooks/{id}/test .    .             .             .             .       .             unauthorized unauthorized
GET /webhooks/{id}/deliveries .    .             .             .             .       .             unauthorized unauthorized
POST /webhooks/{id}/replay .    .             .             .             .       .             unauthorized unauthorized
POST /webhooks/{id}/deliveries/{seq}/replay .    .             .             .             .       .             unauthorized unauthorized
DELETE /auth/sessions/{id}    .    .             .             .             .       .             unauthorized unauthorized
POST /auth/password           .    .             .             .             .       .             unauthorized unauthorized
GET /rooms/{code}/tokens . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
POST /rooms/{code}/tokens . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
DELETE /rooms/{code}/tokens/{id} . not_room_host not_room_host not_room_host blocked not_room_host unauthorized unauthorized
GET /rooms/{code}/participants . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /rooms/{code}/participants/{id} . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
PATCH /rooms/{code}/participants/{id} . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
DELETE /rooms/{code}/participants/{id} . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
POST /rooms/{code}/participants/{id}/move . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /rooms/{code}/blocked . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
DELETE /rooms/{code}/blocked/{id} . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
POST /rooms/{code}/mute . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
POST /rooms/{code}/messages . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
POST /rooms/{code}/end . . not_moderator not_moderator blocked not_moderator unauthorized unauthorized
GET /admin/servers not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
PUT /admin/servers/{name}/workers not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/servers/{name}/workers/{index}/empty not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
PUT /admin/servers/{name}/drain not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
DELETE /admin/servers/{name}/drain not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/rooms not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/rooms/{code}/participants not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
PATCH /admin/rooms/{code}/participants/{id} not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
DELETE /admin/rooms/{code}/participants/{id} not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/rooms/{code}/mute not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/rooms/{code}/end not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/rooms/{code}/messages not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/rooms/{code}/timelines not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/users not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/samples not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
PUT /admin/users/{id}/admin not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
DELETE /admin/users/{id}/admin not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/limits not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/webhooks not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/webhooks/{id}/deliveries not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/webhooks/{id}/replay not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
POST /admin/webhooks/{id}/deliveries/{seq}/replay not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /admin/log not_admin not_admin not_admin not_admin not_admin not_admin unauthorized unauthorized
GET /keys . . . . . . unauthorized unauthorized
POST /keys . . . . . . unauthorized unauthorized
PATCH /keys/{id} . . . . . . unauthorized unauthorized
DELETE /keys/{id} . . . . . . unauthorized unauthorized
PUT /rooms/by-id/{externalId} . . . . . . unauthorized unauthorized
GET /rooms/by-id/{externalId} . . . . . . unauthorized unauthorized
PATCH /rooms/by-id/{externalId} . . . . . . unauthorized unauthorized
DELETE /rooms/by-id/{externalId} . . . . . . unauthorized unauthorized
GET /service                  .    .             .             .             .       .             . .
POST /check                   .    .             .             .             .       .             . .
GET /calendars/{secret}       .    .             .             .             .       .             . .
"""  # noqa: E501 It is a table.
OF_COOKIES = {"POST /auth/register", "POST /auth/login", "POST /auth/refresh", "POST /auth/logout"}
"""They make and end sign-ins, whoever asks."""

PERMISSION_CODES = {
    *("forbidden", "not_admin", "not_moderator", "not_room_host", "host_forbids", "never_inside"),
    *("removed", "blocked", "must_ask", "not_in_room", "unauthorized", "not_this_host"),
}
"""Codes that say that somebody may not. Behind any other they were let through."""

NO_POLL = "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55"
PRODUCE = {
    "transportId": "x", "kind": "audio", "source": "microphone", "rtpParameters": {},
    "paused": False,
}  # fmt: skip
SAID: dict[str, dict[str, object]] = {
    "media": {"microphone": True},
    "rename": {"username": "Somebody"},
    "hand": {"raised": True},
    "file:offer": {"name": "a.txt", "size": 1},
    "file:open": {"messageId": 1},
    "companion": {"participantId": None},
    "react": {"sign": "heart"},
    "spotlight": {"participantId": None},
    "mode:ready": {"epoch": 1},
    "mode:failed": {"epoch": 1, "reason": ""},
    "p2p:signal": {"epoch": 1, "to": "x", "payload": {"kind": "x"}},
    "sfu:proof": {"works": True},
    "sfu:transport:create": {"routerId": "x", "direction": "send"},
    "sfu:transport:plain": {"routerId": "x", "direction": "send", "key": "k" * 40},
    "sfu:transport:heard": {"transportId": "x"},
    "sfu:transport:connect": {"transportId": "x", "dtlsParameters": {}},
    "sfu:transport:restart": {"transportId": "x"},
    "sfu:transport:close": {"transportId": "x"},
    "sfu:produce": PRODUCE,
    "sfu:producer:pause": {"producerId": "x"},
    "sfu:producer:resume": {"producerId": "x"},
    "sfu:producer:close": {"producerId": "x"},
    "sfu:consume": {"transportId": "x", "rtpCapabilities": {}, "producerIds": ["x"]},
    "sfu:consumer:resume": {"consumerIds": ["x"]},
    "sfu:consumer:pause": {"consumerIds": ["x"]},
    "sfu:consumer:close": {"consumerIds": ["x"]},
    "sfu:consumer:layers": {"consumerId": "x", "spatialLayer": 0},
    "sfu:consumer:priority": {"consumerId": "x", "priority": 1},
    "sfu:consumer:keyframe": {"consumerId": "x"},
    "chat:send": {"clientId": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55", "content": "Hello"},
    "chat:edit": {"messageId": 1, "content": "Hello"},
    "chat:delete": {"messageId": 1},
    "chat:react": {"messageId": 1, "emoji": "👍", "on": True},
    "chat:search": {"words": "hello"},
    "draw:stroke": {"on": "x", "strokeId": "x", "tool": "pen", "points": [1, 1]},
    "draw:undo": {"on": "x"},
    "draw:clear": {"on": "x"},
    "draw:allow": {"allowed": True},
    "people:stop": {"participantId": "x", "source": "camera"},
    "people:ask": {"participantId": "x", "source": "camera"},
    "people:remove": {"participantId": "x"},
    "knocks:admit": {"knockIds": ["x"]},
    "knocks:deny": {"knockIds": ["x"]},
    "people:role": {"participantId": "x", "role": "viewer"},
    "people:hand": {"participantId": "x"},
    "polls:create": {"question": "Tea?", "options": ["Yes", "No"]},
    "polls:open": {"pollId": NO_POLL, "open": True},
    "polls:delete": {"pollId": NO_POLL},
    "polls:vote": {"pollId": NO_POLL, "choices": [0]},
    "timer:set": {"seconds": 60},
    "breakouts:plan": {"names": []},
    "breakouts:assign": {"userId": NO_POLL, "room": None},
    "breakouts:expect": {"name": "ada", "room": None},
    "breakouts:choose": {"room": 0},
    "breakouts:time": {"seconds": 60},
    "breakouts:say": {"text": "Hello"},
    "timer:add": {"seconds": 60},
}
"""Requests that have fields. None of them changes anything for the next."""
PATH = {
    "externalId": "own",
    "seq": "1",
    "name": "none",
    "index": "0",
    "secret": "none",
    "hash": "none",
    "invitee": "nobody",
    "id": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55",
}


def rows(table: str, words: int = 1) -> dict[str, dict[str, str]]:
    """The cells of a table, by row and column. `words`: in a row's name."""
    heading, *lines = (line.split() for line in table.strip().splitlines())
    columns = heading[1:]
    return {" ".join(line[:words]): dict(zip(columns, line[words:], strict=True)) for line in lines}


SOCKET_ROWS, REST_ROWS = rows(SOCKETS), rows(REST, 2)


async def test_nothing_is_forgotten() -> None:
    assert set(SOCKET_ROWS) == {request.name for request in REQUESTS}
    operations = {f"{operation.method} {operation.path}" for operation in OPERATIONS}
    assert set(REST_ROWS) | OF_COOKIES == operations


class Cast:
    """Everybody, and the room that it is about."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.code = ""
        self.who: dict[str, Client] = {}

    async def gather(self) -> None:
        names = (*SOCKET_ROWS["join"], "visitor", "stranger")
        accounts = (name for name in names if name not in {"guest", "waiting"})
        self.who = {name: await self.backend.client() for name in accounts}
        who = self.who
        self.code = await who["host"].new_room()
        for name in ("host", "cohost", "participant", "viewer", "removed", "blocked", "visitor"):
            await who[name].join(self.code)
        for name in ("guest", "waiting"):
            who[name] = await self.backend.guest(self.code, name)
            await who[name].do("knock", code=self.code)
        knocks = (await who["host"].told("knocks", count=2))["knocks"]
        (guest,) = (knock["id"] for knock in knocks if knock["username"] == "guest")
        await who["host"].do("knocks:admit", knockIds=[guest])
        await who["guest"].join(self.code)
        for name in ("cohost", "viewer"):
            await who["host"].do("people:role", participantId=who[name].id, role=name)
        for name in ("removed", "blocked"):
            block = name == "blocked"
            await who["host"].do("people:remove", participantId=who[name].id, block=block)
        await who["visitor"].do("leave")
        await who["elsewhere"].join(await who["elsewhere"].new_room())
        # Who made another room leads there: somebody else has to have made it.
        await who["elsewhere"].do("leave")
        other = await who["stranger"].new_room()
        await who["elsewhere"].join(other)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(shared: Backend) -> AsyncIterator[Cast]:
    cast = Cast(shared)
    await cast.gather()
    yield cast


async def code_of(client: Client, name: str, /, **data: object) -> str:
    answer = await client.ask(name, **data)
    return "." if answer["ok"] else str(answer["error"]["code"])


def seen(code: str) -> str:
    """What a cell says of a code."""
    return code if code in PERMISSION_CODES else "."


LAST = ("room:end", "join", "knock", "leave")
"""They change who is where: asked behind all others, each by somebody who comes for it."""


async def test_sockets(cast: Cast) -> None:
    found: dict[str, dict[str, str]] = {}
    for request in (name for name in SOCKET_ROWS if name not in LAST):
        found[request] = {
            name: seen(await code_of(cast.who[name], request, **SAID.get(request, {})))
            for name in SOCKET_ROWS[request]
        }
    assert found == {name: row for name, row in SOCKET_ROWS.items() if name not in LAST}


async def test_leaving_coming_and_ending(cast: Cast) -> None:
    found: dict[str, dict[str, str]] = {name: {} for name in LAST}
    here = {"code": cast.code, "microphone": False, "camera": False}
    # One after the other, so that the meeting goes on.
    for name in SOCKET_ROWS["leave"]:
        found["leave"][name] = seen(await code_of(cast.who[name], "leave"))
        found["knock"][name] = seen(await code_of(cast.who[name], "knock", code=cast.code))
        found["join"][name] = seen(await code_of(cast.who[name], "join", **here))
    elsewhere = cast.who["elsewhere"]
    await elsewhere.do("leave")
    await elsewhere.join(await cast.who["stranger"].new_room())
    await cast.who["nobody"].do("leave")
    # From behind: the host, and then a cohost, of a meeting that is there again.
    for name in reversed(SOCKET_ROWS["room:end"]):
        if name == "host":
            await cast.who[name].do("leave")
            await cast.who[name].do("join", **here)
        found["room:end"][name] = seen(await code_of(cast.who[name], "room:end"))
    assert found == {name: SOCKET_ROWS[name] for name in LAST}


async def rest_code(cast: Cast, column: str, operation: str) -> str:
    method, path = operation.split()
    client = cast.who["stranger" if column == "nobody" else column]
    headers = {} if column == "nobody" else {"Authorization": f"Bearer {client.token}"}
    if column == "guest":
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookie.items())}
        headers |= {} if method == "GET" else {"Origin": "http://localhost:8080"}
    url = f"{client.url}/api/v1{path.format(code=cast.code, **PATH)}"
    body: dict[str, Any] = {} if method in {"GET", "DELETE"} else {"json": {}}
    cookies = client.http.cookie_jar
    cookies.clear()
    async with client.http.request(method, url, headers=headers, **body) as answer:
        if answer.status < 400:
            return "."
        return seen(str((await answer.json())["code"]))


async def test_rest(cast: Cast) -> None:
    found: dict[str, dict[str, str]] = {}
    # The room goes last.
    order = sorted(REST_ROWS, key=lambda name: name == "DELETE /rooms/{code}")
    for operation in order:
        columns = REST_ROWS[operation]
        found[operation] = {
            column: await rest_code(cast, column, operation)
            for column in sorted(columns, key=lambda name: name == "host")
        }
    assert found == REST_ROWS
