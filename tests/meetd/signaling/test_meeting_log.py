"""The log of a meeting: written beside it, read by those who lead it, harmless in a spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rest import meeting_log as exported
from meetd.rest.csv_table import table
from meetd.rooms.events import LeftReason, ParticipantJoined, ParticipantLeft
from meetd.rooms.log_entry import LogEntry
from meetd.rooms.meeting_log import MeetingLog
from meetd.rooms.participant import ParticipantInfo
from meetd.rooms.write_behind import MOST_WAITING
from support.backend import Backend, Client
from support.waiting import PATIENCE, until


async def read(client: Client, path: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.http.get(f"{client.url}/api/v1/{path}", headers=headers) as answer:
        if answer.content_type.endswith("json"):
            return answer.status, await answer.json()
        return answer.status, await answer.text()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_host_reads_who_came_went_and_was_put_out_by_whom(shared: Backend) -> None:
    host, ben, cy = [await shared.client() for _ in range(3)]
    code = await host.new_room()
    for client in (host, ben, cy):
        await client.join(code)
    await host.do("people:role", participantId=cy.id, role="cohost")
    await cy.do("people:remove", participantId=ben.id)
    await cy.do("leave")
    await host.do("room:end")
    expected = [
        ("came", host.name, None),
        ("came", ben.name, None),
        ("came", cy.name, None),
        ("role", cy.name, host.name),
        ("removed", ben.name, cy.name),
        ("left", cy.name, None),
        ("ended", None, host.name),
        ("left", host.name, None),
    ]

    async def lines() -> list[tuple[str, str | None, str | None]]:
        status, page = await read(host, f"rooms/{code}/log")
        assert status == 200
        found = [(line["action"], line["name"], line["byName"]) for line in page["items"]]
        return found[::-1]

    async with asyncio.timeout(PATIENCE):
        while len(await lines()) < len(expected):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await lines() == expected
    # In pages, the newest first.
    _, first = await read(host, f"rooms/{code}/log?limit=5")
    _, rest = await read(host, f"rooms/{code}/log?limit=5&before={first['nextCursor']}")
    assert [len(first["items"]), len(rest["items"]), rest["nextCursor"]] == [5, 3, None]
    status, text = await read(cy, f"rooms/{code}/log.csv")
    assert status == 200
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["action"], row["name"] or None, row["by"] or None) for row in rows] == expected
    for path in ("log", "log.csv"):
        status, problem = await read(ben, f"rooms/{code}/{path}")
        assert (status, problem["code"]) == (403, "not_moderator")


@pytest.mark.asyncio(loop_scope="module")
async def test_who_was_let_in_and_who_was_not_is_kept(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room()
    await host.join(code)
    guests = {name: await shared.guest(code, name) for name in ("ben", "cy", "dan")}
    for guest in guests.values():
        await guest.do("knock", code=code)
    knocks = (await host.told("knocks", count=3))["knocks"]
    ids = {knock["username"]: knock["id"] for knock in knocks}
    await host.do("knocks:admit", knockIds=[ids["ben"]])
    await host.do("knocks:deny", knockIds=[ids["cy"]])
    said = {"admit": False, "knockIds": [ids["dan"]], "block": True}
    async with host.http.post(
        f"{host.url}/api/v1/rooms/{code}/knocks",
        json=said,
        headers={"Authorization": f"Bearer {host.token}"},
    ) as answer:
        assert answer.status == 204
    for name, refusal in (("cy", "too_many_requests"), ("dan", "blocked")):
        assert await guests[name].refused("knock", code=code) == refusal

    async def lines() -> list[tuple[str, str, bool, str]]:
        _, page = await read(host, f"rooms/{code}/log")
        found = [(x["action"], x["name"], x["guest"], x["byName"]) for x in page["items"]]
        return [line for line in found[::-1] if line[0] != "came"]

    expected = [
        ("admitted", "ben", True, host.name),
        ("denied", "cy", True, host.name),
        ("denied", "dan", True, host.name),
    ]
    async with asyncio.timeout(PATIENCE):
        while len(await lines()) < len(expected):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await lines() == expected


def test_no_cell_is_a_formula() -> None:
    cells = {
        "=1+1": "'=1+1",
        "+1": "'+1",
        "-1": "'-1",
        "@sum": "'@sum",
        " =1": "' =1",
        "\t=1": "'\t=1",
        "\N{NO-BREAK SPACE}=1": "'\N{NO-BREAK SPACE}=1",
        # As wide as a letter of Chinese, which some programs take for the same.
        "\N{FULLWIDTH EQUALS SIGN}1": "'\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH COMMERCIAL AT}sum": "'\N{FULLWIDTH COMMERCIAL AT}sum",
        # Cells of their own, where a semicolon is between them.
        'x;=HYPERLINK("a")': 'x;\'=HYPERLINK("a")',
        "x; -1": "x;' -1",
        "x\t+1": "x\t'+1",
        'a"b,c': 'a"b,c',
        "anna; ben": "anna; ben",
        "2-1=1": "2-1=1",
    }
    (row,) = csv.reader(io.StringIO(table([list(cells)])))
    assert row == list(cells.values())


@pytest.mark.asyncio(loop_scope="module")
async def test_a_long_log_is_written_in_pieces(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "MOST_LINES", 7)
    monkeypatch.setattr(exported, "EXPORTED", 3)
    host = await shared.client()
    code = await host.new_room()
    for _ in range(5):
        await host.join(code)
        await host.do("leave")
    async with asyncio.timeout(10):
        while len((await read(host, f"rooms/{code}/log"))[1]["items"]) < 10:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    path = f"{host.url}/api/v1/rooms/{code}/log.csv"
    async with host.http.get(path, headers=host.signed_in) as answer:
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}.csv"'
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    assert [row["action"] for row in rows] == ["left", *["came", "left"] * 3]
    assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)


class Stuck:
    """A store that takes nothing until it is told to."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.stored: list[LogEntry] = []

    async def add(self, entries: Sequence[LogEntry]) -> None:
        await self.free.wait()
        self.stored += entries


async def test_a_database_that_hangs_holds_nobody_up_and_fills_no_memory() -> None:
    store = Stuck()
    log = MeetingLog(store)
    now = datetime.now(UTC)
    room = Room(RoomId(uuid4()), "abc-defg-hij", "Room", UserId(uuid4()), now, now)
    for number in range(MOST_WAITING):
        who = ParticipantInfo(
            id=ParticipantId(str(number)),
            user_id=UserId(uuid4()),
            username="anna",
            microphone=True,
            camera=True,
        )
        log.observe(room, ParticipantJoined(who), to=None, besides=None)
        log.observe(room, ParticipantLeft(who.id, LeftReason.LEFT), to=None, besides=None)
    assert len(log._waiting) == MOST_WAITING
    assert not log._known
    store.free.set()
    await until(lambda: len(store.stored) > 0)
    await log.stop()
