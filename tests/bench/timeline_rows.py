"""Timelines: what keeping them takes of a server that many people are at."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.report import Row
from bench.server_cpu import database_cpu, server_cpu
from support.accounts import accounts
from support.bare_socket import BareSocket
from support.ports import free_port
from support.rest import post
from support.service import Service

PEOPLE, OF_A_ROOM = 500, 5
ROUNDS, LOOKS = 5, 20.0
"""Times that each of them is looked at, in turn, and for how many seconds."""
FIGURES = 30.0
"""Seconds between two reports of somebody who has nothing to tell but figures, as in
web/src/call/qualityReports.ts."""
TROUBLED, REPORTS = 10, 10.0
"""One of so many has a line that is bad again and again: they report so many seconds apart."""
STAY = 1000.0
"""Seconds that somebody is in a meeting, on average: as many come and go as that makes."""
CALM = 20.0
"""Seconds after which what came of coming in is over, media that nobody sends among it."""
NOTHING: dict[str, Any] = {
    "figures": {
        "way": "udp", "lossDown": 0, "lossUp": 1, "receives": 2300, "sends": 900, "roundTrip": 31,
    },
}  # fmt: skip
TROUBLE: dict[str, Any] = NOTHING | {
    "moments": [
        {"kind": "lossDown", "value": 12, "ago": 3000},
        {"kind": "frozen", "value": 1400, "ago": 2000},
        {"kind": "voiceGaps", "value": 4, "ago": 1000},
    ],
}
CAME: dict[str, Any] = NOTHING | {
    "moments": [
        *(
            {"kind": kind, "value": 300, "ago": 1500}
            for kind in ("stepSocket", "stepJoined", "stepTransports", "stepConnected", "stepFrame")
        ),
        {"kind": "pathUdp", "value": 4, "ago": 1000},
    ],
}


class _Forgetful(Service):
    """A server that keeps none."""

    command = (sys.executable, "-m", "bench.without_timelines")


@dataclass(frozen=True, slots=True)
class _Full:
    """A server with people in its rooms."""

    service: Service
    data: Path
    people: list[BareSocket]
    codes: list[str]
    """Of the rooms, in which they are in this order."""

    async def cost(self, *, reports: bool) -> tuple[float, float]:
        """What it takes in a while of what people do, of the server and of its database: in
        percent of a core."""
        before, beside = server_cpu(self.service), database_cpu(self.data)
        began = time.perf_counter()
        await self._lives(reports=reports)
        seconds = time.perf_counter() - began
        spent, its = server_cpu(self.service) - before, database_cpu(self.data) - beside
        return 100 * spent / seconds, 100 * its / seconds

    async def _lives(self, *, reports: bool) -> None:
        """People come and go, and their pages report, or do not."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + LOOKS

        async def evenly(every: float, work: list[Any]) -> None:
            turn, due = itertools.cycle(work), loop.time()
            while (due := due + every) < ends:
                await asyncio.sleep(max(0.0, due - loop.time()))
                await next(turn)()

        troubled = self.people[::TROUBLED]
        calm = [one for at, one in enumerate(self.people) if at % TROUBLED]
        tasks = [evenly(STAY / PEOPLE, [self._coming_and_going(reports=reports)])]
        if reports:
            tasks += [
                evenly(FIGURES / len(calm), [_reporting(one, NOTHING) for one in calm]),
                evenly(REPORTS / len(troubled), [_reporting(one, TROUBLE) for one in troubled]),
            ]
        await asyncio.gather(*tasks)
        await asyncio.sleep(max(0.0, ends - loop.time()))

    def _coming_and_going(self, *, reports: bool) -> Any:
        turn = itertools.cycle(range(1, len(self.people), 7))

        async def one() -> None:
            at = next(turn)
            person = self.people[at]
            await person.ask("leave")
            await _join(person, self.codes[at // OF_A_ROOM])
            if reports:
                await person.ask("quality", **CAME)

        return one


def rows() -> list[Row]:
    """With keeping and without, in turn."""
    return uvloop.run(_rows())


async def _rows() -> list[Row]:
    async with _full(Service) as keeps, _full(_Forgetful) as forgets:
        kept: list[tuple[float, float]] = []
        answered: list[tuple[float, float]] = []
        silent: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            kept.append(await keeps.cost(reports=True))
            answered.append(await forgets.cost(reports=True))
            silent.append(await forgets.cost(reports=False))
    (with_them, its), (only_told, _), (without, beside) = (
        [statistics.median(one[at] for one in found) for at in (0, 1)]
        for found in (kept, answered, silent)
    )
    name = f"keeping timelines of {PEOPLE} people, share of a core"
    return [
        Row(
            name,
            with_them - without,
            "%",
            bar=2,
            note=f"{without:.1f} % without; and {its - beside:.1f} % in PostgreSQL",
        ),
        Row(f"{name}: what pages report alone", only_told - without, "%"),
    ]


@contextlib.asynccontextmanager
async def _full(kind: type[Service]) -> AsyncIterator[_Full]:
    with tempfile.TemporaryDirectory() as folder:
        # Who is in and what they report is all that is kept: nobody here has media.
        service = kind(Path(folder), free_port(), log_level="ERROR")
        await asyncio.to_thread(service.start)
        try:
            data = Path(folder) / "data"
            tokens = await accounts(data, PEOPLE)
            people = [BareSocket(service.port, token) for token in tokens]
            codes = []
            for at in range(0, PEOPLE, OF_A_ROOM):
                made = await asyncio.to_thread(post, service, "/rooms", {}, tokens[at])
                codes.append(str(made["code"]))
            for at, one in enumerate(people):
                await one.open()
                await _join(one, codes[at // OF_A_ROOM])
            await asyncio.sleep(CALM)
            yield _Full(service, data, people, codes)
            for one in people:
                one.close()
        finally:
            await asyncio.to_thread(service.stop)


async def _join(person: BareSocket, code: str) -> None:
    await person.ask("join", code=code, microphone=False, camera=False)


def _reporting(person: BareSocket, report: dict[str, Any]) -> Any:
    async def told() -> None:
        await person.ask("quality", **report)

    return told
