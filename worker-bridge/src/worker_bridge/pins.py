"""The pins: mediasoup's version, its npm package, and how a worker is built from that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

_INSTALL = Path(__file__).parent / "install"
PINS = _INSTALL / "npm"
"""Folder of package.json, package-lock.json and npm's settings."""
SUBPROJECTS = _INSTALL / "recipe" / "subprojects"
"""Folder of the Meson projects that lead a build to the system's libraries."""
BUILD_OPTIONS = ("--buildtype=release", "-Db_ndebug=true", "--wrap-mode=nodownload")


def version() -> str:
    """The one version of mediasoup that this library speaks to."""
    package = json.loads((PINS / "package.json").read_text(encoding="utf-8"))
    pinned: str = package["dependencies"]["mediasoup"]
    return pinned


def pins_hash() -> str:
    """Digits that change with what is pinned."""
    return hashlib.sha256((PINS / "package-lock.json").read_bytes()).hexdigest()[:12]


def recipe_hash() -> str:
    """Digits that change with how a worker is built."""
    digest = hashlib.sha256(" ".join(BUILD_OPTIONS).encode())
    for path in sorted(SUBPROJECTS.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(SUBPROJECTS)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def package_folder(cache: Path) -> Path:
    """Folder of a cache in which it keeps what npm fetched."""
    return cache / f"npm-{version()}-{pins_hash()}"


def fetched(cache: Path) -> Path | None:
    """The npm package's folder, if it is in the cache already."""
    package = package_folder(cache) / "node_modules" / "mediasoup"
    return package if (package / "package.json").is_file() else None
