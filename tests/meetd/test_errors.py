"""Errors: each has a code of its own, and clients may rely on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from meetd import errors
from meetd.errors import MeetError


def tree(of: type[MeetError] = MeetError) -> Iterator[type[MeetError]]:
    for child in of.__subclasses__():
        yield child
        yield from tree(child)


ALL = sorted(tree(), key=lambda error: error.__name__)
DRAWN = re.findall(r"^[│ ]*[├└]── (\w+) +(\d+)  (\w+)$", errors.__doc__ or "", re.MULTILINE)


def test_each_has_a_code_of_its_own() -> None:
    assert len({error.code for error in ALL}) == len(ALL) > 20
    assert all("code" in vars(error) for error in ALL)


@pytest.mark.parametrize("error", ALL)
def test_the_code_is_the_name(error: type[MeetError]) -> None:
    assert error.code == re.sub(r"(?<!^)(?=[A-Z])", "_", error.__name__).lower()
    assert HTTPStatus(error.status) >= 400
    assert str(error()) == error.text
    assert error.text.endswith(".")


def test_the_drawing_is_the_tree() -> None:
    drawn = sorted((name, int(status), code) for name, status, code in DRAWN)
    assert drawn == [(error.__name__, error.status, error.code) for error in ALL]


def test_a_kind_keeps_its_status() -> None:
    """Who handles a kind by its status handles what is under it too."""
    for error in ALL:
        for parent in error.__mro__[1:]:
            if issubclass(parent, MeetError) and parent is not MeetError:
                assert parent.status == error.status, error


def test_words_may_be_ones_own() -> None:
    error = errors.NotFound("No such thing.", fields={"id": ["?"]}, retry_after=3)
    assert (str(error), error.code) == ("No such thing.", "not_found")
    assert (error.fields, error.retry_after) == ({"id": ["?"]}, 3)
