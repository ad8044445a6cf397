"""The papers name files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAPERS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "meetd" / "signaling" / "PROTOCOL.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BASES = [ROOT, ROOT / "web" / "src", ROOT / "worker-bridge" / "src" / "worker_bridge"]
"""What paths in the papers begin at; besides, the paper's own folder."""
MADE_LATER = {"data/", "meetd.toml"}
"""What a running server makes, and an operator."""

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LABEL = re.compile(r"\[`[^`]*`\]\(")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_FILE = re.compile(r".*\.(?:conf|css|json|md|m?js|png|py|sql|toml|tsx?|txt|yaml)")
_PATH = re.compile(r"[\w.$@-]+(?:/[\w.$@-]+)*/?")


def paths(text: str) -> set[str]:
    """What looks like a path of the repository: a file, or a folder with its slash behind it."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    named = {code for code in _CODE.findall(_LABEL.sub("(", text)) if _PATH.fullmatch(code)}
    linked = {link for link in _LINK.findall(text) if "://" not in link}
    files = {name for name in named if _FILE.fullmatch(name)}
    folders = {name for name in named if name.endswith("/")}
    below = {name for name in named if "/" in name and (ROOT / name.partition("/")[0]).is_dir()}
    return (files | folders | below | linked) - MADE_LATER


def missing(paper: Path) -> set[str]:
    """Paths that a paper names and that are not there."""
    bases = [paper.parent, *BASES]
    return {
        name
        for name in paths(paper.read_text(encoding="utf-8"))
        if not any((base / name).exists() for base in bases)
    }


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_path_in_a_paper_is_there(paper: Path) -> None:
    assert missing(paper) == set()


def test_a_path_that_is_not_there_is_found(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(
        "`meetd/app.py`, `meetd/gone.py`, `web/src/nowhere/`, `GET /api/v1`, `turn:host`,\n"
        "`application/json`, [a link](README.md), [another](gone.md), [out](https://example.org/x.md)\n"
        "```\n`meetd/drawn.py`\n```\n"
    )
    assert missing(paper) == {"meetd/gone.py", "web/src/nowhere/", "gone.md"}


def test_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:5] for name in names] == [f"{n:04}-" for n in range(1, len(names) + 1)]
