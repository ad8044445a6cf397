"""Passwords: all of one counts, in any spelling, and strangers learn nothing."""

from __future__ import annotations

import base64
import hashlib

import bcrypt
import pytest

from meetd.auth.passwords import MAX_LENGTH, ROUNDS, Passwords
from meetd.errors import InvalidRequest

from .conftest import Counted


async def test_the_right_one_and_wrong_ones(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse")
    assert await passwords.check("correct horse", hashed)
    for wrong in ("correct horsE", "correct horse ", "", "correct"):
        assert not await passwords.check(wrong, hashed)


async def test_the_same_password_is_never_stored_alike(passwords: Passwords) -> None:
    first, second = [await passwords.hash("correct horse") for _ in range(2)]
    assert first != second
    assert first.startswith(f"$2b${ROUNDS}$")


async def test_what_follows_72_bytes_counts(passwords: Passwords) -> None:
    hashed = await passwords.hash("x" * 72 + "right")
    assert await passwords.check("x" * 72 + "right", hashed)
    assert not await passwords.check("x" * 72 + "wrong", hashed)
    assert not await passwords.check("x" * 72, hashed)


async def test_what_follows_a_nul_counts(passwords: Passwords) -> None:
    hashed = await passwords.hash("long enough\0right")
    assert await passwords.check("long enough\0right", hashed)
    assert not await passwords.check("long enough\0wrong", hashed)


@pytest.mark.parametrize("password", ["🔑" * MAX_LENGTH, "ü" * 8, "\ud800" * 8])
async def test_many_bytes_and_odd_characters(passwords: Passwords, password: str) -> None:
    hashed = await passwords.hash(password)
    assert await passwords.check(password, hashed)
    assert not await passwords.check(password[:-1], hashed)


async def test_keyboards_spell_a_letter_in_two_ways(passwords: Passwords) -> None:
    hashed = await passwords.hash("gr\u00fc\u00dfe dich")
    assert await passwords.check("gru\u0308\u00dfe dich", hashed)


@pytest.mark.parametrize("password", ["", "short", "x" * 7, "x" * (MAX_LENGTH + 1)])
async def test_too_short_and_too_long(passwords: Passwords, password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await passwords.hash(password)
    assert set(refused.value.fields or {}) == {"password"}


async def test_one_that_is_too_long_can_be_tried(passwords: Passwords) -> None:
    assert not await passwords.check("x" * 100_000, await passwords.hash("correct horse"))


async def test_nobody_is_the_same_work_as_somebody(passwords: Passwords, counted: Counted) -> None:
    hashed = await passwords.hash("correct horse")
    assert not await passwords.check("wrong horse", hashed)
    assert not await passwords.check("wrong horse", None)
    assert not await passwords.check("nobody", None)
    assert counted.checks == [f"$2b${ROUNDS}$".encode()] * 3


async def test_what_is_stored_can_be_checked_elsewhere(passwords: Passwords) -> None:
    """A later version, or another program, has to be able to read the table."""
    hashed = await passwords.hash("correct horse")
    digest = base64.b64encode(hashlib.sha256(b"correct horse").digest())
    assert bcrypt.checkpw(digest, hashed.encode())
