"""What is made from the catalogue is what is there, and a difference is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetd.wire import __main__ as wire
from meetd.wire import tables


def test_what_is_made_is_what_is_there() -> None:
    assert wire.main(["--check"]) == 0


def test_a_difference_is_found_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "protocol" / "generated.ts"
    monkeypatch.setattr(wire, "ROOT", tmp_path)
    monkeypatch.setattr(wire, "made", lambda: {file: "as it should be"})
    assert wire.main(["--check"]) == 1
    assert "generated.ts differs" in capsys.readouterr().err
    assert wire.main([]) == 0
    assert file.read_text() == "as it should be"
    assert wire.main(["--check"]) == 0


def test_no_request_and_no_event_is_left_out_of_the_paper() -> None:
    paper = (wire.ROOT / "meetd/signaling/PROTOCOL.md").read_text(encoding="utf-8")
    assert tables.left_out(paper) == []
    assert tables.left_out(paper.replace("requests chat:", "requests chat:send"))[0] == "chat:edit"


def test_a_table_is_filled_where_it_is_asked_for() -> None:
    paper = "Before.\n<!-- made: events chat: -->\nold\n<!-- end -->\nAfter.\n"
    filled = tables.filled(paper)
    assert "| `chat:message` | `message: Message` |" in filled
    assert "old" not in filled
    assert filled.startswith("Before.\n")
    assert filled.endswith("\nAfter.\n")
    assert tables.filled(filled) == filled
