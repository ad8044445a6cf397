"""Writes what is made from the catalogue; with `--check`, fails where that differs."""

from __future__ import annotations

import sys
from pathlib import Path

from meetd.wire import tables, typescript

ROOT = Path(__file__).resolve().parents[2]


def made() -> dict[Path, str]:
    """The texts of all files that are made, or have parts that are."""
    paper = ROOT / "meetd/signaling/PROTOCOL.md"
    return {
        ROOT / "web/src/protocol/generated.ts": typescript.module(),
        ROOT / "web/src/protocol/answers.ts": typescript.answers_module(),
        paper: tables.filled(paper.read_text(encoding="utf-8")),
    }


def main(arguments: list[str]) -> int:
    """Write, or check. Returns the exit code."""
    differing = [
        path
        for path, text in made().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in differing:
        if arguments == ["--check"]:
            sys.stderr.write(f"{path.relative_to(ROOT)} differs: run python -m meetd.wire\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made()[path], encoding="utf-8")
    return 1 if differing and arguments == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
