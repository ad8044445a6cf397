"""Whatever was pasted becomes the text that was meant, and nothing is refused for a character."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from meetd.errors import InvalidRequest
from meetd.rooms.message_text import MAX_LENGTH, checked, cleaned

PASTED = json.loads((Path(__file__).parents[2] / "support/pasted.json").read_text())
"""Texts, and what is meant by them: the page's tests read them too."""


@pytest.mark.parametrize(("pasted", "meant"), PASTED)
def test_what_was_meant(pasted: str, meant: str) -> None:
    assert cleaned(pasted) == meant
    assert cleaned(meant) == meant


def test_no_character_is_refused() -> None:
    for code in range(sys.maxunicode + 1):
        text = checked(f"a{chr(code)}b")
        assert text.startswith("a")
        assert text.endswith("b")
        text.encode()
        assert "\0" not in text


def test_its_length_is_counted_once_it_is_clean() -> None:
    longest = "👋" * MAX_LENGTH
    assert checked(f" \0{longest}\v ") == longest
    for text in (longest + "x", "", " \v\0"):
        with pytest.raises(InvalidRequest):
            checked(text)
