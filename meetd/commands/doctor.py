"""`meetd doctor`: looks at all that a server needs, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from meetd.config import Settings
from meetd.doctor.finding import Finding
from meetd.doctor.host import disk, files, worker_trial
from meetd.doctor.ports import media_ports
from meetd.doctor.relays import relays
from meetd.doctor.site import site
from meetd.doctor.stores import database, redis
from worker_bridge import Installation


async def examine_outside(settings: Settings) -> list[Finding]:
    """Look at what people reach, from a machine that is not the server's."""
    found = await asyncio.gather(
        site(settings), media_ports(settings, outside=True), relays(settings)
    )
    return [finding for some in found for finding in some]


async def examine(settings: Settings, installation: Installation) -> list[Finding]:
    """Look at everything; what is found, in the order of a call's way."""
    looks = (site, media_ports, relays, database, redis, disk, files)
    found = await asyncio.gather(
        *(look(settings) for look in looks), worker_trial(settings, installation)
    )
    return [finding for some in found for finding in some]


def doctor_lines(findings: Iterable[Finding]) -> list[str]:
    """What is found, for people: a line each, and the remedy below it."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{'ok  ' if one.well else 'FAIL'}  {one.check}: {one.said}")
        if one.remedy:
            lines.append(f"      {one.remedy}")
    return lines
