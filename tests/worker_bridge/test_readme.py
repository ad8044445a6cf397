"""The README's tables have a row for all that mediasoup has, and each row is true."""

from __future__ import annotations

import ast
import re
from functools import cache
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
    wanted = {("Functions", name) for name in [*its.functions, *its.exports, "version"]}
    wanted |= {("Functions", f"ortc.{name}") for name in its.ortc}
    for name in its.members:
        wanted |= {(name, member) for member in its.own_members(name)}
        wanted |= {(name, f"@{event}") for event in its.own_events(name)}
        wanted |= {(name, f"observer @{e}") for e in its.own_events(name, "ObserverEvents")}
    return wanted


def test_the_tables_have_a_row_for_everything() -> None:
    assert {(heading, theirs) for heading, theirs, *_ in rows()} == expected()


@cache
def definitions(file: str) -> tuple[str, dict[str, ast.stmt]]:
    """A test file's text, and what it defines: functions, classes and constants."""
    (path,) = TESTS.rglob(file)
    text = path.read_text(encoding="utf-8")
    its: dict[str, ast.stmt] = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            its[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            its |= {name.id: statement for name in names if isinstance(name.ctx, ast.Store)}
    return text, its


def body(file: str, function: str) -> str:
    """The text of a test, and of what it uses of its own file: fixtures, functions, constants."""
    text, its = definitions(file)
    found, wanted = {}, [function]
    while wanted:
        name = wanted.pop()
        if name in its and name not in found:
            found[name] = its[name]
            for node in ast.walk(its[name]):
                if isinstance(node, ast.Name):
                    wanted.append(node.id)
                elif isinstance(node, ast.arg):
                    wanted.append(node.arg)
    return "\n".join(ast.get_source_segment(text, each) or "" for each in found.values())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}-{row[1]}")
def test_each_row_is_true(row: Row) -> None:
    """The test does with it what the row says."""
    _, theirs, ours, file, function = row
    text = body(file, function)
    assert text, "there is no such test"
    bare = theirs.rpartition("@")[2].rpartition(".")[2]
    if "@" in theirs:
        watched = ".observer" if theirs.startswith("observer") else ""
        assert ours == f'`{watched}.on("{bare}")`'
        assert re.search(rf'["\']{bare}["\']', text)
        assert watched in text
        return
    if not ours.startswith("`"):  # something of Python's own takes the place
        assert any(name in text for name in re.findall(r"`(.+?)`", ours))
        return
    names = {bare, snake(bare)}
    assert ours == f"`{snake(bare)}`"
    # Used as an attribute or a function, or, where the original takes part, named as a text.
    used = "|".join(map(re.escape, names))
    assert re.search(rf'\.({used})\b|\b({used})\(|["\']({used})["\']|\b({used})=', text)
