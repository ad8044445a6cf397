"""What a newer version's schemas change is listed with the lines that it touches."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from worker_bridge import Installation, schema_diff
from worker_bridge.wire import schema


@pytest.fixture
def newer(installation: Installation, tmp_path: Path) -> Path:
    """Schemas of a version that does not exist yet."""
    folder = tmp_path / "fbs"
    shutil.copytree(installation.schemas, folder)

    def change(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    change("consumer.fbs", "spatial_layer: uint8;", "spatial_layer: uint16;")
    change("request.fbs", "CONSUMER_REQUEST_KEY_FRAME,", "CONSUMER_ASK_KEY_FRAME,")
    change("plainTransport.fbs", "comedia: bool;", "comedia: bool;\n    jitter: uint8;")
    return folder


def test_lists_changes_and_the_lines_they_touch(installation: Installation, newer: Path) -> None:
    old, new = schema.load(installation.schemas), schema.load(newer)
    report = list(schema_diff.report(old, new))
    text = "\n".join(report)
    assert "FBS.Consumer.ConsumerLayers.spatial_layer: uint16 at 0 instead of uint8 at 0" in text
    assert "FBS.Request.Method.CONSUMER_REQUEST_KEY_FRAME: gone" in text
    assert "jitter: uint8 at" in text
    key_frame = report.index(next(line for line in report if "REQUEST_KEY_FRAME: gone" in line))
    assert "consumer.py" in report[key_frame + 1]
    assert any("messages.CONSUMER_SET_PREFERRED_LAYERS" in line for line in report)
    assert any("messages.ROUTER_CREATE_PLAINTRANSPORT" in line for line in report)


def test_says_that_nothing_changed(installation: Installation) -> None:
    command = [sys.executable, "-m", "worker_bridge", "changes", str(installation.schemas)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "0 changes\n"
