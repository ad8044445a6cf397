"""`make bench`: all rows, or those of the groups that are named."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path

from bench import (
    bridge_rows,
    call_rows,
    cluster_rows,
    downlink_rows,
    drawing_rows,
    event_rows,
    media_rows,
    meeting_rows,
    move_rows,
    network_rows,
    recovery_rows,
    room_rows,
    server_rows,
    spread_rows,
    switch_rows,
    timeline_rows,
    voice_rows,
)
from bench.report import Row, save, show
from support.browser import WHOLE
from support.service import Service, serving

RESULT = Path(".cache/bench.json")


def _served(rows: Callable[[Service], Coroutine[None, None, list[Row]]]) -> Callable[[], list[Row]]:
    """Rows that need a server, with one of their own."""

    def found() -> list[Row]:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as service:
            return asyncio.run(rows(service))

    return found


GROUPS: dict[str, Callable[[], list[Row]]] = {
    "server": _served(server_rows.rows),
    "rooms": room_rows.rooms,
    "sockets": room_rows.sockets,
    "latency": _served(call_rows.latency),
    "voices": _served(voice_rows.rows),
    "joins": _served(call_rows.joins),
    "tiles": _served(call_rows.smoothness),
    "downlink": _served(downlink_rows.rows),
    "drawing": _served(drawing_rows.rows),
    "meeting": meeting_rows.rows,
    "switch": _served(switch_rows.rows),
    "move": move_rows.rows,
    "recovery": _served(recovery_rows.rows),
    "network": network_rows.rows,
    "events": event_rows.rows,
    "timelines": timeline_rows.rows,
    "bridge": bridge_rows.rows,
    "media": media_rows.rows,
    "spread": spread_rows.rows,
    "cluster": cluster_rows.rows,
}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="all if none is named")
    wanted = parser.parse_args().groups or list(GROUPS)
    # The whole browser, as people have it: what it draws counts.
    os.environ.setdefault("CHROMIUM", WHOLE)
    rows: list[Row] = []
    for name in wanted:
        found = GROUPS[name]()
        show(found)
        rows += found
    save(rows, RESULT)
    print(f"The same as data: {RESULT}")


if __name__ == "__main__":
    main()
