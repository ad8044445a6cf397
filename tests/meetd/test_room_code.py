"""Codes of rooms, as people write them."""

from __future__ import annotations

import pytest

from meetd.room_code import room_code


@pytest.mark.parametrize(
    "text",
    [
        *("abc-defg-hij", "ABC-DEFG-HIJ", "Abc-Defg-Hij", "abcdefghij", "abc defg hij"),
        *(" abc-defg-hij ", "abc-defg-hij\u00a0", "abc-defg-hij\n", "abc - defg - hij"),
        *("abc-defg-hij.", "abc-defg-hij,", "abc-defg-hij)", "(abc-defg-hij)", "<abc-defg-hij>"),
        *("“abc-defg-hij”", "abc-defg-hij!?", "abc-defg-hij/", "abc-defg-hij-", "-abc-defg-hij"),
        *("abc–defg–hij", "abc—defg−hij", "abc\u2011defg\u2011hij", "abc\u00addefg\u00adhij"),
        *("ＡＢＣ－ＤＥＦＧ－ＨＩＪ", "ABC-DEFG-HİJ", "\ufeffabc-defg-hij\u200b", "abc-def-ghij"),
    ],
)
def test_a_code_is_read_as_it_is_written(text: str) -> None:
    assert room_code(text) == "abc-defg-hij"


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "login", "abc-defg-hi", "abc-defg-hijk", "abc-defg-hij1", "1abc-defg-hij"),
        *("abc/defg/hij", "abc.defg.hij", "аbc-defg-hij", "abc-defg-hij?x", "a" * 10_000),
        *("\x00", "\ud800", "abc-defg-hij" + " " * 1000),
    ],
)
def test_what_is_none_is_none(text: str) -> None:
    assert room_code(text) is None
