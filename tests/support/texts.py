"""What is written on the page, from the page's own table: another word there needs none here."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "web"
_READ = """
import { readFileSync } from "node:fs";
import ts from "typescript";
const { outputText } = ts.transpileModule(readFileSync("src/text/en.ts", "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
});
const { en } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
console.log(JSON.stringify(en));
"""


@cache
def _table() -> dict[str, Any]:
    """The texts that stand by themselves; those that count or name something are left out."""
    run = subprocess.run(
        ["node", "--input-type=module", "--eval", _READ],
        cwd=WEB,
        check=True,
        capture_output=True,
        text=True,
    )
    table: dict[str, Any] = json.loads(run.stdout)
    return table


def text(path: str) -> str:
    """A text of `web/src/text/en.ts`, as `call.leave`. Raises KeyError."""
    found: Any = _table()
    for name in path.split("."):
        found = found[name]
    assert isinstance(found, str), path
    return found
