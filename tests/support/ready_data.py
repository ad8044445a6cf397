"""A data folder as the first start of a server leaves it, made once in a process: to make another
takes as much of the processor as a short story."""

from __future__ import annotations

import atexit
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

DATABASE = "postgres"
"""What there is in a data folder that takes long to make."""


def fill(data: Path) -> None:
    """Put a database into a data folder that has none, up to date and with nothing in it."""
    if not (data / DATABASE).exists():
        data.mkdir(exist_ok=True)
        subprocess.run(["cp", "-a", _made() / DATABASE, data], check=True)


@functools.cache
def _made() -> Path:
    kept = tempfile.TemporaryDirectory(prefix="meetd-ready-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name)
    # Whoever it belongs to is not root, and has to get there.
    folder.chmod(0o755)
    others = {name: value for name, value in os.environ.items() if not name.startswith("MEETD_")}
    subprocess.run(
        [sys.executable, "-m", "meetd", "migrate"],
        env=others | {"MEETD_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    # Tests kill processes, and never the machine: what was written is there without the disk.
    with (folder / DATABASE / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nfull_page_writes = off\n")
    return folder
