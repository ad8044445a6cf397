"""Where there is no checkout, what pip installs serves the page and brings its database along."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from support.ports import free_port
from support.service import Service

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
ALONE = ("--no-index", "--no-deps")
SERVE = """
import sys
sys.path[0] = sys.argv.pop(1)
import meetd.cli, meetd.shipped
for path in (meetd.__file__, meetd.shipped.PAGES, meetd.shipped.SQL):
    assert str(path).startswith(sys.path[0]), path
meetd.cli.main(["serve"])
"""


def run(*command: str | Path, cwd: Path | None = None) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wheels_serve_the_page_without_a_checkout(tmp_path: Path) -> None:
    source, wheels, packages = tmp_path / "source", tmp_path / "wheels", tmp_path / "packages"
    source.mkdir()
    for name in ("meetd", "sql", "pyproject.toml", "setup.py", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "web" / "build" / "client", source / "web" / "build" / "client")
    run(*PIP, "wheel", *ALONE, "--no-build-isolation", "--wheel-dir", wheels, source)
    run(*PIP, "install", *ALONE, "--target", packages, *wheels.glob("*.whl"))

    service = Service(tmp_path, free_port())
    service.command = (sys.executable, "-c", SERVE, str(packages))
    service.from_nothing = True
    service.start()
    try:
        with urlopen(f"http://{service.loopback}:{service.port}/login", timeout=10) as answer:
            assert b"<title>meetd</title>" in answer.read()
    finally:
        service.stop()
    assert '"migrated"' in service.output.read_text()
