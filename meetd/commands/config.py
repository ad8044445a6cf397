"""`meetd config`: what is in force, and where it comes from; secrets are never shown."""

from __future__ import annotations

from collections.abc import Iterable

from meetd.cluster.by_socket import BySocket
from meetd.commands.operators import must_be_here
from meetd.config import Settings
from meetd.settings_in_force import InForce


async def of_server(settings: Settings) -> list[InForce] | None:
    """What the server that runs on the data folder has; None: none does. Raises MeetError,
    Forbidden."""
    must_be_here(settings)
    with BySocket.of(settings.data_dir) as by_socket:
        if by_socket is None:
            return None
        return [InForce(**row) for row in await by_socket.errand("config", {})]


def lines(settings: Settings, rows: Iterable[InForce]) -> list[str]:
    """What a server would have that was started from here, in columns."""
    return [f"settings file: {settings.file or 'none'}", *_columns(rows)]


def lines_of_server(rows: Iterable[InForce], here: Iterable[InForce]) -> list[str]:
    """What the server that runs has, and below it what it would have otherwise if it was started
    anew from here."""
    kept = list(rows)
    known = {row.name: row.value for row in kept}
    # How the log is written follows from where it goes, unless somebody says.
    others = [
        row
        for row in here
        if known.get(row.name) != row.value
        and (row.name, row.source) != ("MEETD_LOG_FORMAT", "default")
    ]
    said = ["in force in the server that runs here:", *_columns(kept)]
    if others:
        said += ["", "otherwise, if it was started from here:", *_columns(others)]
    return said


def _columns(rows: Iterable[InForce]) -> list[str]:
    kept = list(rows)
    wide = max(len(row.name) for row in kept)
    return [f"{row.name:{wide}}  {row.value}  [{row.source}]" for row in kept]
