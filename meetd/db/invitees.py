"""SQL that finds whom invitations are for."""

from __future__ import annotations


def invitations_of(user: str) -> str:
    """SQL of the rows of invitations that are an account's, by its email or its username."""
    return f"""(SELECT i.* FROM invitations i JOIN users u
        ON i.invitee IN (lower(u.email), lower(u.username)) WHERE u.id = {user})"""
