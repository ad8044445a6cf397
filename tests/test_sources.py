"""Sources are short, or say why not."""

from __future__ import annotations

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
