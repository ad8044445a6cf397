"""Passwords that are guessed first are none; what somebody made up is one."""

from __future__ import annotations

import pytest

from meetd.auth.weak_passwords import is_common, is_own_name


@pytest.mark.parametrize(
    "password",
    [
        *("password", "Password1", "P@ssw0rd!", "passw0rd123", "password password", "drowssap"),
        *("12345678", "123456789", "87654321", "11111111", "12344321", "11223344", "01012011"),
        *("qwertyuiop", "Qwerty123!", "1q2w3e4r", "1qaz2wsx", "zaq12wsx", "asdfasdf", "qazwsxedc"),
        *("abcd1234", "a1b2c3d4", "aaaaaaaa", "abcabcabc", "qwer1234", "147258369"),
        *("iloveyou", "letmein!!", "sunshine", "Princess1", "football", "trustno1", "starwars"),
        *("monkey12345", "dragon01011990", "Summer2024!", "welcome1", "changeme", "admin123"),
        *("administrator", "elizabet", "blackcat", "\uff50\uff41\uff53\uff53word", "pass_word_1"),
    ],
)
def test_common_ones(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        *("correct horse battery staple", "a long password", "another password", "correct horse"),
        *("k9#vQ2!x", "tr0ub4dor&3", "wandering otter", "\u6b63\u3057\u3044\u99ac\u96fb\u6c60"),
        *("not the password", "Zwei blaue Stühle", "x7fQpLm2"),
    ],
)
def test_others(password: str) -> None:
    assert not is_common(password)


@pytest.mark.parametrize(
    "password", ["1" * 256, "password" * 32, "!" * 128 + "1" * 128, "ab" * 128]
)
def test_long_ones_are_not_pondered(password: str) -> None:
    assert not is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        *("adalovelace", "Ada.Lovelace", "ada lovelace!", "adalovelace1815", "ecalevolada"),
        *("ada.lovelace@example.org", "lovelace", "example.org", "adalovelaceadalovelace"),
        *("meetdmeetd", "meetd2026", "lovelace-meetd"),
    ],
)
def test_ones_own_name(password: str) -> None:
    assert is_own_name(password, "AdaLovelace", "ada.lovelace@example.org")


@pytest.mark.parametrize(
    "password", ["ada likes otters", "correct horse battery staple", "example of mine", "12345678"]
)
def test_more_than_ones_own_name(password: str) -> None:
    assert not is_own_name(password, "AdaLovelace", "ada.lovelace@example.org")
