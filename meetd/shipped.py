"""Where what is shipped beside the code lies: in a wheel inside the package, in a checkout at its
top."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _beside(name: str, in_checkout: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / in_checkout


PAGES = _beside("page", "web/build/client")
SQL = _beside("sql", "sql")
