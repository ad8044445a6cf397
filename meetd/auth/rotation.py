"""Trading a refresh token for a new pair, so that a stolen one is noticed."""

from __future__ import annotations

import secrets
from datetime import timedelta

from meetd.auth.token_pair import SignedIn, TokenPairs, digest
from meetd.auth.tokens import Claims
from meetd.db.pool import Database
from meetd.db.tokens import RefreshTokens
from meetd.errors import Unauthorized
from meetd.model import User

GRACE = timedelta(seconds=10)
"""A replaced token is accepted again while none of its successors was used: two tabs refreshed
together, or the response was lost. After GRACE it can only be the latter, and the earlier
successors are deleted. The first successor that is used ends the others. A token that is not in the
table any more is stolen, or was: the session ends."""
SUCCESSORS = 8
"""Tokens for which one token may be used within GRACE; one more takes the oldest's place."""


class Rotation:
    """Lets one line of tokens of a session live."""

    def __init__(
        self, database: Database, refresh_tokens: RefreshTokens, pairs: TokenPairs
    ) -> None:
        self._database = database
        self._refresh_tokens = refresh_tokens
        self._pairs = pairs

    async def rotate(self, user: User, claims: Claims, refresh_token: str) -> SignedIn | None:
        """A new pair. None: the token was used before, and the session has to end. Raises
        Unauthorized: it is older than the password."""
        async with self._database.transaction() as connection:
            version = await self._refresh_tokens.hold_account(connection, user.id)
            if version != claims.token_version:
                raise Unauthorized
            old = await self._refresh_tokens.take(connection, claims.jti)
            if old is None or not secrets.compare_digest(old.token_hash, digest(refresh_token)):
                return None
            if old.replaced_at and await self._refresh_tokens.gone_beyond(connection, old):
                return None
            await self._refresh_tokens.drop_others(connection, old)
            await self._refresh_tokens.drop_children(
                connection, old.jti, grace=GRACE, kept=SUCCESSORS - 1
            )
            signed_in, row = self._pairs.new(
                user, old.family, old.device, old.signed_in_at, old.jti
            )
            await self._refresh_tokens.mark_replaced(connection, old.jti)
            await self._refresh_tokens.add(row, connection)
            return signed_in
