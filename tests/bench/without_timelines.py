"""`meetd serve` that keeps no timelines, to see what keeping them takes: it answers reports as
ever, and lets what they say go."""

from __future__ import annotations

import sys
from typing import Any

from meetd.cli import main
from meetd.rooms.timelines import Timelines


def _nothing(*_: Any, **__: Any) -> None:
    """See nothing."""


if __name__ == "__main__":
    setattr(Timelines, "observe", _nothing)  # noqa: B010 - mypy lets nobody assign to a method.
    sys.argv[1:] = ["serve"]
    main()
