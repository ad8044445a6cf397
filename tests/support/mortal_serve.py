"""`meetd serve` that dies at a step: `python -m support.mortal_serve MODULE.CLASS.METHOD WHEN`.

From SIGUSR1 on, the first call of the method that comes to something is its end: `before` the call,
or `after` it."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

from meetd.cli import main


def comes_to_something(result: Any) -> bool:
    return bool(result[0] if isinstance(result, tuple) else result) or result is None


armed: list[int] = []


def make_mortal(path: str, when: str) -> None:
    """Have the process die at that step."""
    module, cls, name = path.rsplit(".", 2)
    owner = getattr(importlib.import_module(module), cls)
    method = getattr(owner, name)

    async def mortal(*args: Any, **more: Any) -> Any:
        if armed and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await method(*args, **more)
        if armed and comes_to_something(result):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, mortal)
    signal.signal(signal.SIGUSR1, lambda number, _: armed.append(number))


if __name__ == "__main__":
    make_mortal(sys.argv[1], sys.argv[2])
    sys.argv[1:] = ["serve"]
    main()
