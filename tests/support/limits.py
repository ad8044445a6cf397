"""A test that hangs fails, and says where, in place of the whole run.

A browser answers some questions late or never, and a process that is waited for may not end: each
phase of a test, what sets it up and what ends it included, has a limit."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import signal
from collections.abc import Callable, Coroutine, Generator, Iterator
from types import FrameType
from typing import Any, NoReturn

import pytest

LIMIT = 360
"""Seconds: three times what the longest takes."""
_LAST = 30
"""Seconds more after which what does not heed being cancelled is left."""


def _fail(_signal: int, _frame: FrameType | None) -> NoReturn:
    pytest.fail("\n".join([f"did not end within {LIMIT + _LAST} s", *_waited_for()]))


def _waited_for() -> Iterator[str]:
    """What each task stands at: of what a loop runs, a traceback shows but the loop."""
    with contextlib.suppress(RuntimeError):
        for task in asyncio.all_tasks():
            yield task.get_name()
            inner: Any = task.get_coro()
            while frame := getattr(inner, "cr_frame", None) or getattr(inner, "ag_frame", None):
                yield f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}"
                inner = getattr(inner, "cr_await", None) or getattr(inner, "ag_await", None)


def _limited(
    test: Callable[..., Coroutine[Any, Any, None]],
) -> Callable[..., Coroutine[Any, Any, None]]:
    @functools.wraps(test)
    async def limited(*args: Any, **kwargs: Any) -> None:
        # Cancelled at what it waits for, which its traceback then shows.
        async with asyncio.timeout(LIMIT):
            await test(*args, **kwargs)

    return limited


@pytest.hookimpl(wrapper=True)
def _within_limit(item: pytest.Item) -> Generator[None]:
    before = signal.signal(signal.SIGALRM, _fail)
    signal.alarm(LIMIT + _LAST)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


pytest_runtest_setup = pytest_runtest_teardown = _within_limit


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Limit the test itself."""
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
        item.obj = _limited(item.obj)
    return (yield from _within_limit(item))
