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

from meetd.errors import InvalidRequest, TooManyRequests

T = TypeVar("T")

ROUNDS = 10
MIN_LENGTH = 8
MAX_LENGTH = 256
THREADS = 2
"""Enough for 33 sign-ins a second, without taking more than two cores from calls."""
QUEUE = 64
"""Hashes that may wait: with two threads, about two seconds' worth."""


class Passwords:
    """Hashes and checks passwords in a few threads (bcrypt releases the interpreter's lock)."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "bcrypt", initializer=_step_back)
        self._waiting = 0
        self._nobody = bcrypt.hashpw(_digest("nobody"), bcrypt.gensalt(ROUNDS))

    async def hash(self, password: str) -> str:
        """What is stored. Raises InvalidRequest, TooManyRequests."""
        must_be_acceptable(password)
        digest = _digest(password)
        hashed = await self._run(lambda: bcrypt.hashpw(digest, bcrypt.gensalt(ROUNDS)))
        return hashed.decode()

    async def check(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password; without a hash to compare with, no, after the same work.

        Raises TooManyRequests."""
        stored = self._nobody if hashed is None else hashed.encode()
        digest = _digest(password)
        same = await self._run(lambda: bcrypt.checkpw(digest, stored))
        return same and hashed is not None

    def must_have_room(self) -> None:
        """Raises TooManyRequests: a check could not even wait. Asked before a try is counted, so
        that a rush of sign-ins locks nobody's account."""
        if self._waiting >= QUEUE:
            raise TooManyRequests(retry_after=2)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        self.must_have_room()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _step_back() -> None:
    """Calls and requests go first: on Linux each thread has a priority of its own."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def must_be_acceptable(password: str) -> None:
    """Raises InvalidRequest: too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InvalidRequest(fields={"password": [f"Use {MIN_LENGTH} to {MAX_LENGTH} characters."]})


def _digest(password: str) -> bytes:
    """bcrypt reads 72 bytes at most and stops at a NUL: a digest in base64 is 44, without one.

    Normalised, since keyboards differ in how they spell the same letter (RFC 8265, section 4.2)."""
    normal = unicodedata.normalize("NFC", password)
    return base64.b64encode(hashlib.sha256(normal.encode("utf-8", "surrogatepass")).digest())
