"""Proofs of who is behind a request, which are asked before any room is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Needs(StrEnum):
    """Proof that a request needs."""

    NOTHING = "nothing"
    """None: it is for everybody, signed in or not."""
    REFRESHABLE = "refreshable"
    """The newest refresh token of a session that lives."""
    SIGNED_IN = "signed in"
    """An access token of a session that lives."""
    ADMIN = "admin"
    """The same, of an account that helps to run the service."""


NOTHING: Final = Needs.NOTHING
REFRESHABLE: Final = Needs.REFRESHABLE
SIGNED_IN: Final = Needs.SIGNED_IN
ADMIN: Final = Needs.ADMIN
