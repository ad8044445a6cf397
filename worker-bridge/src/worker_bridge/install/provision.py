"""A worker binary: the one named, the one cached, the official one, or one built here.

In this order: `MEDIASOUP_WORKER_BIN`; the cache of this user, by version, platform and recipe; the
official prebuilt, through the npm package's own script, from where
`MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL` says; a build of the npm package's source against the
system's libraries. The last two count only once a worker has begun a DTLS handshake, and are put
into the cache whole or not at all.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from worker_bridge import pins
from worker_bridge.errors import ProvisionError, WorkerBridgeError
from worker_bridge.install import build, npm
from worker_bridge.install.handshake_check import check_handshake
from worker_bridge.install.npm import Progress
from worker_bridge.installation import (
    BINARY,
    Installation,
    cache_folder,
    find,
    find_or_fail,
    named,
    worker_folder,
)

__all__ = ["cache_folder", "check", "find", "find_or_fail", "install"]


def install(progress: Progress | None = None) -> Installation:
    """Get the worker that is there, or a new one.

    That takes minutes if it has to be built, so call it in a thread where an event loop runs. Two
    at a time do the work once.

    `progress` gets a line of text now and then; by default they go to standard error.
    Raises ProvisionError."""
    report = progress or _to_stderr
    installation = find()
    if installation is not None:
        return installation
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(cache, report):
        installation = find()
        if installation is not None:
            return installation
        package = npm.fetch(cache, report)
        if os.environ.get("MEDIASOUP_WORKER_BIN"):
            return named(package)
        with tempfile.TemporaryDirectory(prefix="worker-", dir=cache) as scratch:
            return _make(package, Path(scratch), report)


def check(installation: Installation) -> None:
    """Try a worker. Raises ProvisionError."""
    with ThreadPoolExecutor(1) as thread:  # a loop of its own, also where one runs already
        try:
            thread.submit(asyncio.run, check_handshake(installation)).result()
        except (WorkerBridgeError, OSError) as error:
            raise ProvisionError(f"{installation.binary} does not work: {error}") from error


def _make(package: Path, scratch: Path, report: Progress) -> Installation:
    schemas = package / "worker" / "fbs"
    binary = npm.download_prebuilt(package, scratch / "prebuilt", report)
    if binary is not None:
        try:
            check(Installation(binary, schemas, pins.version()))
        except ProvisionError as error:
            report(f"the prebuilt worker is of no use here: {error}")
            binary = None
    if binary is None:
        binary = build.build(package, scratch / "source", report)
        check(Installation(binary, schemas, pins.version()))
    ready = scratch / "ready"
    ready.mkdir()
    shutil.copyfile(binary, ready / BINARY)
    (ready / BINARY).chmod(0o755)
    (ready / "fbs").mkdir()
    for schema in schemas.glob("*.fbs"):
        shutil.copyfile(schema, ready / "fbs" / schema.name)
    ready.rename(worker_folder())
    report(f"worker {pins.version()} is in {worker_folder()}")
    return find_or_fail()


@contextmanager
def _lock(cache: Path, report: Progress) -> Iterator[None]:
    with (cache / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another installation of the worker")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _to_stderr(line: str) -> None:
    """One line that is written over while a build goes on, where that can be seen."""
    overwrite = sys.stderr.isatty() and line.startswith("[")
    width = shutil.get_terminal_size().columns - 1
    sys.stderr.write(f"\r\033[K{line[:width]}" if overwrite else f"\r{line}\n")
    sys.stderr.flush()
