"""Names: what people write in every script, and nothing that cannot be seen. The page's tests have
the same cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meetd.look_alikes import is_disguised, is_reserved
from meetd.names import is_line, is_username, normal

CASES = json.loads(Path(__file__).parents[1].joinpath("names.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES["usernames"]["good"], ids=ascii)
def test_letters_with_their_marks_are_names(name: str) -> None:
    found = normal(name)
    assert is_username(found)
    assert not is_disguised(found)
    assert not is_reserved(found)


@pytest.mark.parametrize("name", CASES["usernames"]["bad"], ids=ascii)
def test_what_is_no_letter_or_cannot_be_seen_is_no_name(name: str) -> None:
    assert not is_username(normal(name))


@pytest.mark.parametrize("name", CASES["roomNames"]["good"], ids=ascii)
def test_a_meeting_is_called_as_people_write(name: str) -> None:
    assert is_line(name)


@pytest.mark.parametrize("name", CASES["roomNames"]["bad"], ids=ascii)
def test_nothing_in_the_name_of_a_meeting_is_hidden(name: str) -> None:
    assert not is_line(name)
