"""Gets a worker binary: the one named, the one cached, the official one, or one built here.

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
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from worker_bridge import build, npm
from worker_bridge.errors import ProvisionError, WorkerBridgeError
from worker_bridge.installation import Installation
from worker_bridge.npm import Progress

_BINARY = "mediasoup-worker"


def find() -> Installation | None:
    """The worker that is there already, if there is one. Does nothing that takes time."""
    named = os.environ.get("MEDIASOUP_WORKER_BIN")
    if named:
        package = npm.fetched(cache_folder())
        return None if package is None else _named(named, package)
    folder = _folder()
    if not (folder / _BINARY).is_file():
        return None
    return Installation(folder / _BINARY, folder / "fbs", npm.version())


def find_or_fail() -> Installation:
    """The worker that is there already. Raises ProvisionError if there is none."""
    installation = find()
    if installation is None:
        raise ProvisionError("no worker yet; run `python -m worker_bridge install`")
    return installation


def install(progress: Progress | None = None) -> Installation:
    """The worker that is there, or a new one. Takes minutes if it has to be built, so call it in a
    thread where an event loop runs. Two at a time do the work once.

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
        named = os.environ.get("MEDIASOUP_WORKER_BIN")
        if named:
            return _named(named, package)
        with tempfile.TemporaryDirectory(prefix="worker-", dir=cache) as scratch:
            return _make(package, Path(scratch), report)


def check(installation: Installation) -> None:
    """Try a worker. Raises ProvisionError."""
    from worker_bridge.trial import trial  # noqa: PLC0415 - which finds workers by us

    with ThreadPoolExecutor(1) as thread:  # a loop of its own, also where one runs already
        try:
            thread.submit(asyncio.run, trial(installation)).result()
        except (WorkerBridgeError, OSError) as error:
            raise ProvisionError(f"{installation.binary} does not work: {error}") from error


def _make(package: Path, scratch: Path, report: Progress) -> Installation:
    schemas = package / "worker" / "fbs"
    binary = npm.download_prebuilt(package, scratch / "prebuilt", report)
    if binary is not None:
        try:
            check(Installation(binary, schemas, npm.version()))
        except ProvisionError as error:
            report(f"the prebuilt worker is of no use here: {error}")
            binary = None
    if binary is None:
        binary = build.build(package, scratch / "source", report)
        check(Installation(binary, schemas, npm.version()))
    ready = scratch / "ready"
    ready.mkdir()
    shutil.copyfile(binary, ready / _BINARY)
    (ready / _BINARY).chmod(0o755)
    (ready / "fbs").mkdir()
    for schema in schemas.glob("*.fbs"):
        shutil.copyfile(schema, ready / "fbs" / schema.name)
    ready.rename(_folder())
    report(f"worker {npm.version()} is in {_folder()}")
    return find_or_fail()


def _named(named: str, package: Path) -> Installation:
    binary = Path(named)
    if not os.access(binary, os.X_OK) or not binary.is_file():
        raise ProvisionError(f"MEDIASOUP_WORKER_BIN: {named} is not an executable file")
    return Installation(binary.resolve(), package / "worker" / "fbs", npm.version())


def cache_folder() -> Path:
    """Where workers and npm packages are kept for this user."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "meetd-worker-bridge"


def _folder() -> Path:
    return cache_folder() / f"{npm.version()}-{_platform()}-{build.recipe_hash()}-{npm.pins_hash()}"


def _platform() -> str:
    """Machine and distribution: a worker depends on its libraries."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    system = release.get("ID", sys.platform) + release.get("VERSION_ID", "")
    return f"{system}-{platform.machine()}"


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
