"""The distribution installs alone: without meetd, without any other package, with all its files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import worker_bridge
from support.worker import installed
from worker_bridge import pins

ROOT = Path(worker_bridge.__file__).parents[2]
SCRIPT = """
import asyncio
import worker_bridge
from worker_bridge import pins

async def main():
    async with await worker_bridge.create_worker() as worker:
        return (await worker.dump())["pid"] == worker.pid

print(worker_bridge.__file__)
print(pins.recipe_hash(), pins.pins_hash())
print(asyncio.run(main()))
"""


def run(*command: str | Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_has_all_that_is_needed(tmp_path: Path) -> None:
    assert installed().binary.is_file()
    pip = (sys.executable, "-m", "pip")
    alone = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    source = tmp_path / "source"  # a build leaves things behind
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    run(*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", tmp_path, source)
    (file,) = tmp_path.glob("*.whl")
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / "bin" / "python"
    run(*pip, "--python", python, "install", *alone, file)
    where, hashes, answered = run(python, "-I", "-c", SCRIPT).splitlines()
    assert where.startswith(str(environment))
    assert hashes == f"{pins.recipe_hash()} {pins.pins_hash()}"
    assert answered == "True"
    assert Path(where).with_name("py.typed").is_file()
