"""A mark on fields that servers of an older release leave out."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

LATER: Final = MappingProxyType({"later": True})
"""Metadata of a dataclass's field that servers of an older release leave out."""
