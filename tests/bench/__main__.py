"""`make bench`: all rows, or those of the groups that are named."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench import call_rows, server_rows, switch_rows
from bench.report import Row, save, show
from support.service import serving

RESULT = Path(".cache/bench.json")
GROUPS = {
    "server": server_rows.rows,
    "latency": call_rows.latency,
    "joins": call_rows.joins,
    "tiles": call_rows.smoothness,
    "switch": switch_rows.rows,
}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="all if none is named")
    wanted = parser.parse_args().groups or list(GROUPS)
    rows: list[Row] = []
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as service:
            found = asyncio.run(GROUPS[name](service))
        show(found)
        rows += found
    save(rows, RESULT)
    print(f"The same as data: {RESULT}")


if __name__ == "__main__":
    main()
