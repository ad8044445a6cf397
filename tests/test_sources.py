"""Sources are short, or say why not; and none is taken for one of Python's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 300
"""Lines of a source that need no reason."""
REASON = "longer than"
HEAD = 12
"""Lines within which the reason stands."""
FOLDERS = {"meetd": "*.py", "worker-bridge/src": "*.py", "web/src": "*.ts*"}
MADE = "do not edit"


def unreasoned(path: Path) -> bool:
    """Return whether a source is long, and neither made nor with a reason."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = "\n".join(lines[:HEAD])
    told = REASON in head.lower() or MADE in head.lower()
    return len(lines) > LONGEST and not told


def test_no_source_is_long_without_a_reason() -> None:
    sources = [path for folder, names in FOLDERS.items() for path in (ROOT / folder).rglob(names)]
    assert len(sources) > 300
    long = [path for path in sources if ".test." not in path.name and unreasoned(path)]
    assert [str(path.relative_to(ROOT)) for path in long] == []


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("x = 1", True),
        ("# Longer than other files: it is one table.", False),
        ("// Made by `python -m meetd.wire`: do not edit.", False),
    ],
)
def test_a_long_source_needs_a_reason(tmp_path: Path, head: str, found: bool) -> None:
    path = tmp_path / "long.py"
    path.write_text(head + "\nx = 1" * LONGEST)
    assert unreasoned(path) is found
    path.write_text("x = 1\n" * LONGEST)
    assert not unreasoned(path)


def test_no_support_is_called_as_a_module_of_pythons_own() -> None:
    """Programs that are run from that folder would import it in the other's place."""
    modules = {path.stem for path in (ROOT / "tests" / "support").iterdir()}
    assert len(modules) > 50
    assert modules & sys.stdlib_module_names == set()
