"""A worker on disk: its binary and the schemas that it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Installation:
    """What `provision` hands out and `create_worker` takes."""

    binary: Path
    """The mediasoup-worker executable."""
    schemas: Path
    """Folder of the `.fbs` files of the same version."""
    version: str
    """Version of mediasoup that both belong to."""
