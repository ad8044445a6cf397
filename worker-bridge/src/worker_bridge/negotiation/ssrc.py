"""Numbers of RTP streams."""

from __future__ import annotations

import secrets


def random_ssrc() -> int:
    """A number for a stream, with room for its neighbours."""
    return 100_000_000 + secrets.randbelow(899_999_999)
