"""Passwords: hashed with bcrypt, away from the event loop."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from meetd.auth.turns import Turns
from meetd.auth.weak_passwords import is_common, is_own_name
from meetd.errors import InvalidRequest

T = TypeVar("T")

ROUNDS = 10
MIN_LENGTH = 8
MAX_LENGTH = 256
THREADS = min(2, max(1, len(os.sched_getaffinity(0)) - 1))
"""One sign-in takes 60 ms of a core. The event loop keeps one to itself; two are enough for 33
sign-ins a second, and the others are for calls."""


class Passwords:
    """Hashes and checks passwords in a few threads (bcrypt releases the interpreter's lock)."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "bcrypt", initializer=_lower_priority)
        self.turns = Turns(THREADS)
        """To be taken for each piece of work: what has begun is not put off."""
        self._nobody = bcrypt.hashpw(_digest("nobody"), bcrypt.gensalt(ROUNDS))

    async def hash(self, password: str) -> str:
        """Hash a password, to be stored. Raises InvalidRequest."""
        must_have_length(password)  # Before a thread is taken.
        return await self._run(lambda: hashed(password))

    async def check(self, password: str, hashed: str | None) -> bool:
        """Compare a password with its hash; False without one, after the same work."""
        stored = self._nobody if hashed is None else hashed.encode()
        digest = _digest(password)
        same = await self._run(lambda: bcrypt.checkpw(digest, stored))
        return same and hashed is not None

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def hashed(password: str) -> str:
    """Hash a password, to be stored, on this thread: for a command. Raises InvalidRequest."""
    must_have_length(password)
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(ROUNDS)).decode()


def _lower_priority() -> None:
    """Lower the thread's priority, its own on Linux: calls and requests go first."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def must_be_acceptable(password: str, *names: str) -> None:
    """Raises InvalidRequest: too short, too long, one that is guessed first, or one of these
    names of whoever wants it."""
    must_have_length(password)
    if is_common(password):
        raise InvalidRequest(
            fields={"password": ["This is among the passwords that are guessed first."]}
        )
    if is_own_name(password, *names):
        raise InvalidRequest(fields={"password": ["Use more than your name or your email."]})


def must_have_length(password: str) -> None:
    """Raises InvalidRequest: too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidRequest(fields={"password": [f"Use {MIN_LENGTH} to {MAX_LENGTH} characters."]})


def _digest(password: str) -> bytes:
    """bcrypt reads 72 bytes at most and stops at a NUL: a digest in base64 is 44, without one.

    Normalised, since keyboards differ in how they spell the same letter (RFC 8265, section 4.2)."""
    normal = unicodedata.normalize("NFC", password)
    return base64.b64encode(hashlib.sha256(normal.encode("utf-8", "surrogatepass")).digest())
