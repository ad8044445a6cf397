"""The tokens of somebody who is signed in, and what is stored of them."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from meetd.auth.tokens import Tokens
from meetd.db.tokens import RefreshToken
from meetd.model import SessionId, User


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh pair of tokens, and what this browser shows when it signs in again."""

    user: User
    session_id: SessionId
    access: str
    refresh: str
    device: str


class TokenPairs:
    """Makes pairs of an access token and a refresh token."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def new(
        self,
        user: User,
        session_id: SessionId,
        device: str,
        signed_in_at: datetime,
        parent: uuid.UUID | None = None,
    ) -> tuple[SignedIn, RefreshToken]:
        """A pair, and the row that its refresh token needs. `parent` is the refresh token that
        it was traded for."""
        access = self._tokens.access(user.id, user.username, session_id, user.token_version)
        refresh, claims = self._tokens.refresh(
            user.id, user.username, session_id, user.token_version
        )
        row = RefreshToken(
            jti=claims.jti,
            user_id=user.id,
            family=session_id,
            parent=parent,
            token_hash=digest(refresh),
            device=device,
            signed_in_at=signed_in_at,
            expires_at=claims.expires_at,
            replaced_at=None,
        )
        device_token = self._tokens.device(user.id, session_id, user.token_version)
        return SignedIn(user, session_id, access, refresh, device_token), row


def digest(token: str) -> bytes:
    """The hash of a refresh token, as it is stored: plain, for a long random text."""
    return hashlib.sha256(token.encode()).digest()
