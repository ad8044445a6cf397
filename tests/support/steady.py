"""Keeps an eye on tiles while something happens that nobody should notice there."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from support.person import Person, Source, shown_in

STEADY = Path(__file__).with_suffix(".js")
STILL = 3000.0
"""Milliseconds after which a picture is frozen: far more than a change of ways takes."""


@contextlib.asynccontextmanager
async def steady(viewer: Person, *others: Person, source: Source = "camera") -> AsyncIterator[None]:
    """Inside, the tile of each other shows moving pictures of its own colour all the time.

    They have to be shown already. Raises AssertionError at the end: one was empty, frozen or
    showed something else."""
    await viewer.page.evaluate(STEADY.read_text())
    await viewer.page.evaluate(
        "(tiles) => __steady.begin(tiles)", [[other.name, source] for other in others]
    )
    yield
    found = await viewer.page.evaluate("() => __steady.end()")
    for other, seen in zip(others, found, strict=True):
        what = f"{other}'s {source} before {viewer}"
        assert seen["empty"] == 0, f"{what} was empty"
        assert seen["longest"] < STILL, f"{what} stood still for {seen['longest']:.0f} ms"
        shown = {shown_in(tuple(colour)) for colour in seen["colours"]}
        assert shown == {(source, other.look)}, f"{what} was also {shown}"
