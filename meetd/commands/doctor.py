"""`meetd doctor`: looks at all that a server needs, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from meetd.cluster.by_socket import BySocket
from meetd.config import Settings
from meetd.doctor.finding import Finding, ill, well
from meetd.doctor.host import disk, files, worker_trial
from meetd.doctor.ports import media_ports
from meetd.doctor.relays import relays
from meetd.doctor.site import site
from meetd.doctor.stores import database, redis
from meetd.errors import MeetError
from meetd.settings_in_force import in_force
from worker_bridge import Installation


async def examine_outside(settings: Settings) -> list[Finding]:
    """Look at what people reach, from a machine that is not the server's."""
    found = await asyncio.gather(
        site(settings), media_ports(settings, outside=True), relays(settings)
    )
    return [finding for some in found for finding in some]


async def examine(settings: Settings, installation: Installation) -> list[Finding]:
    """Look at everything; what is found, in the order of a call's way."""
    looks = (running, site, media_ports, relays, database, redis, disk, files)
    found = await asyncio.gather(
        *(look(settings) for look in looks), worker_trial(settings, installation)
    )
    return [finding for some in found for finding in some]


async def running(settings: Settings) -> list[Finding]:
    """Look whether the server that runs here has the settings that are looked at."""
    try:
        with BySocket.of(settings.data_dir) as by_socket:
            if by_socket is None:
                return []
            theirs = {row["name"]: row["value"] for row in await by_socket.errand("config", {})}
    except MeetError as error:
        return [ill("server", str(error), "Run this as the user that the server runs as.")]
    others = [row.name for row in in_force(settings) if theirs.get(row.name) != row.value]
    # How it writes its log, and what this host is called, is nobody's business here.
    others = [name for name in others if name not in {"MEETD_LOG_FORMAT", "MEETD_NODE"}]
    if not others:
        return [well("server", "It runs with these settings.")]
    return [
        ill(
            "server",
            f"The one that runs here has other settings than are looked at: {', '.join(others)}.",
            "Give this command the server's variables, or keep them in meetd.toml; meetd config"
            " shows both.",
        )
    ]


def doctor_lines(findings: Iterable[Finding]) -> list[str]:
    """What is found, for people: a line each, and the remedy below it."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{'ok  ' if one.well else 'FAIL'}  {one.check}: {one.said}")
        if one.remedy:
            lines.append(f"      {one.remedy}")
    return lines
