"""A build of the worker from the npm package's source against the system's libraries.

The source brings its libraries as downloads; small Meson projects in `recipe/` stand in their
places and lead to the system's own.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

from worker_bridge.errors import ProvisionError
from worker_bridge.install.npm import Progress
from worker_bridge.pins import BUILD_OPTIONS, SUBPROJECTS

_PACKAGES = {
    "c++": "g++",
    "pkg-config": "pkg-config",
    "flatc": "flatbuffers-compiler",
    "openssl": "libssl-dev",
    "libuv": "libuv1-dev",
    "libsrtp2": "libsrtp2-dev",
    "absl_flat_hash_map": "libabsl-dev",
    "flatbuffers": "libflatbuffers-dev",
}
"""Debian's package for each command and pkg-config module."""
_GENERATED_HEADER = "fbs/FBS/notification.h"
"""One of those that the schemas' compiler writes all at once."""
_COMMANDS = ("c++", "pkg-config", "flatc")
_TAIL = 25


def missing_packages() -> list[str]:
    """Debian packages that a build needs and this machine lacks."""
    missing = [_PACKAGES[command] for command in _COMMANDS if shutil.which(command) is None]
    if "pkg-config" in missing:
        return sorted(missing)
    for module, package in _PACKAGES.items():
        if module not in _COMMANDS and not _has_module(module):
            missing.append(package)
    return sorted(missing)


def build(package: Path, scratch: Path, progress: Progress) -> Path:
    """Build the worker of an npm package in `scratch`; the stripped binary's path.

    Raises ProvisionError, naming what is missing."""
    missing = missing_packages()
    if missing:
        raise ProvisionError(f"building the worker needs: apt-get install {' '.join(missing)}")
    meson, ninja = _tool("meson", "mesonbuild.mesonmain"), _tool("ninja", "ninja")
    source = scratch / "worker"
    shutil.copytree(package / "worker", source)
    _put_stand_ins(source / "subprojects")
    progress("building the worker (some minutes)")
    _run([*meson, "setup", "build", *BUILD_OPTIONS], source, None)
    # First, since not everything that includes these headers says so: it would be a race.
    _run([*ninja, "-C", "build", _GENERATED_HEADER], source, progress)
    _run([*ninja, "-C", "build", "mediasoup-worker"], source, progress)
    binary = source / "build" / "mediasoup-worker"
    if shutil.which("strip"):
        _run(["strip", str(binary)], source, None)
    return binary


def _has_module(module: str) -> bool:
    command = ["pkg-config", "--exists", module]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603


def _tool(command: str, module: str) -> list[str]:
    """A build tool from the Python environment if it is there, from the system otherwise."""
    if importlib.util.find_spec(module.partition(".")[0]) is not None:
        return [sys.executable, "-m", module]
    if shutil.which(command):
        return [command]
    raise ProvisionError(f"building the worker needs {command}: pip install meson ninja")


def _put_stand_ins(subprojects: Path) -> None:
    """Each goes under the name that the source's own wrap file gives its download."""
    for stand_in in SUBPROJECTS.iterdir():
        wrap = (subprojects / f"{stand_in.name}.wrap").read_text(encoding="utf-8")
        match = re.search(r"^directory\s*=\s*(\S+)", wrap, re.MULTILINE)
        if match is None:
            raise ProvisionError(f"{stand_in.name}.wrap names no directory")
        shutil.copytree(stand_in, subprojects / match[1])


def _run(command: list[str], folder: Path, progress: Progress | None) -> None:
    """Run a build step; its lines are progress, and its last ones part of the error."""
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            lines.append(line.rstrip())
            if progress is not None and line.startswith("["):
                progress(line.rstrip())
    if running.returncode != 0:
        tail = "\n".join(lines[-_TAIL:])
        raise ProvisionError(f"{Path(command[0]).name} failed while building the worker:\n{tail}")
