"""Ids of new things in a worker."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """An id for something new in the worker: a random UUID (RFC 9562), made quickly."""
    digits = secrets.token_hex(16)
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
