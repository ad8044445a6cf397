"""Looks whether what bots need is installed, before anything asks for it."""

from __future__ import annotations

try:
    import aiortc  # noqa: F401
    import pymediasoup  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"Bots need {error.name}, which is not installed: pip install 'meetd[bot]'",
        name=error.name,
    ) from error
