"""The README's tables have a row for all that mediasoup has, and each row is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import worker_bridge
from support.original_api import declared, snake

TESTS = Path(__file__).parent
README = Path(worker_bridge.__file__).parents[2] / "README.md"
ROW = re.compile(r"\| `([^`]+)` \| (.+) \| `([\w.]+)::(\w+)` \|")

Row = tuple[str, str, str, str, str]


def rows() -> list[Row]:
    """Of each row: heading, the original's name, ours, the test's file and function."""
    heading, found = "", []
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            heading = line[4:]
        match = ROW.fullmatch(line)
        if match is not None:
            found.append((heading, match[1], match[2], match[3], match[4]))
    return found


def expected() -> set[tuple[str, str]]:
    """Members, events (`@…`) and observers' events (`observer @…`) of each class; functions."""
    its = declared()
    wanted = {("Functions", name) for name in [*its.functions, "observer", "version"]}
    wanted |= {("Functions", f"ortc.{name}") for name in its.ortc}
    for name in its.members:
        wanted |= {(name, member) for member in its.own_members(name)}
        wanted |= {(name, f"@{event}") for event in its.own_events(name)}
        wanted |= {(name, f"observer @{e}") for e in its.own_events(name, "ObserverEvents")}
    return wanted


def test_the_tables_have_a_row_for_everything() -> None:
    assert {(heading, theirs) for heading, theirs, *_ in rows()} == expected()


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}-{row[1]}")
def test_each_row_is_true(row: Row) -> None:
    """The test exists, and its file is about what the row says."""
    _, theirs, ours, file, function = row
    text = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"def {function}\(", text)
    bare = theirs.rpartition("@")[2].rpartition(".")[2]
    names = {bare, snake(bare)}
    if not ours.startswith("`"):  # something of Python's own takes the place
        names = set(re.findall(r"`(.+?)`", ours))
    elif "@" not in theirs:
        assert ours == f"`{snake(bare)}`"
    assert re.search(rf"\b({'|'.join(map(re.escape, names))})\b", text)
