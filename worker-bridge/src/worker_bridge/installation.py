"""A worker on disk: its binary and the schemas that it speaks. Found here, never made."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from worker_bridge import pins
from worker_bridge.errors import ProvisionError

BINARY = "mediasoup-worker"


@dataclass(frozen=True, slots=True)
class Installation:
    """Paths and version of a worker, handed out by `provision`, taken by `create_worker`."""

    binary: Path
    """The mediasoup-worker executable."""
    schemas: Path
    """Folder of the `.fbs` files of the same version."""
    version: str
    """Version of mediasoup that both belong to."""


def find() -> Installation | None:
    """Find the worker that is there already, if there is one. Does nothing that takes time."""
    if os.environ.get("MEDIASOUP_WORKER_BIN"):
        package = pins.fetched(cache_folder())
        return None if package is None else named(package)
    folder = worker_folder()
    if not (folder / BINARY).is_file():
        return None
    return Installation(folder / BINARY, folder / "fbs", pins.version())


def find_or_fail() -> Installation:
    """Find the worker that is there already. Raises ProvisionError if there is none."""
    installation = find()
    if installation is None:
        raise ProvisionError("no worker yet; run `python -m worker_bridge install`")
    return installation


def named(package: Path) -> Installation:
    """The worker that `MEDIASOUP_WORKER_BIN` names, with an npm package's schemas.

    Raises ProvisionError if it is not executable."""
    name = os.environ["MEDIASOUP_WORKER_BIN"]
    binary = Path(name)
    if not os.access(binary, os.X_OK) or not binary.is_file():
        raise ProvisionError(f"MEDIASOUP_WORKER_BIN: {name} is not an executable file")
    return Installation(binary.resolve(), package / "worker" / "fbs", pins.version())


def cache_folder() -> Path:
    """Folder of this user's workers and npm packages."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "meetd-worker-bridge"


def worker_folder() -> Path:
    """Folder of the worker of this version, platform and recipe."""
    name = f"{pins.version()}-{_platform()}-{pins.recipe_hash()}-{pins.pins_hash()}"
    return cache_folder() / name


def _platform() -> str:
    """Machine and distribution: a worker depends on its libraries."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    system = release.get("ID", sys.platform) + release.get("VERSION_ID", "")
    return f"{system}-{platform.machine()}"
