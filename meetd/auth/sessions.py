"""Signing in, staying signed in, and ending it.

Longer than other files: each way in and out has to end what the others began."""

from __future__ import annotations

import uuid
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from meetd.auth.join_tokens import JoinTokenBook
from meetd.auth.known_sessions import KnownSessions
from meetd.auth.passwords import Passwords, must_be_acceptable
from meetd.auth.principal import Principal
from meetd.auth.rotation import Rotation
from meetd.auth.token_pair import SignedIn, TokenPairs
from meetd.auth.tokens import Claims, Tokens
from meetd.auth.turns import known, stranger
from meetd.client_address import Network
from meetd.cluster.bus import Bus, PlaceCounted, SessionEnded, SessionRenewed
from meetd.db.pool import Database
from meetd.db.tokens import RefreshTokens
from meetd.db.users import Users
from meetd.errors import (
    AccountChanged,
    EmailTaken,
    InvalidCredentials,
    InvalidRequest,
    NotFound,
    Unauthorized,
    Unavailable,
    UsernameTaken,
)
from meetd.log import get_logger
from meetd.model import Session, SessionId, User, UserId
from meetd.names import normal
from meetd.place_limit import PlaceLimit

log = get_logger(__name__)

FAILURES = 100.0
"""Wrong passwords of one place at once, whatever the account: more than a whole office mistypes."""
FORGIVEN = 0.1
"""Wrong passwords per second that are forgiven."""
REGISTRATIONS = 100.0
"""Accounts that one place may make at once: more than come to one course."""
REGISTRATION_RATE = 1 / 10
"""Accounts a second that one place may make for long: a school that comes in all morning may."""
TAKEN = 20.0
"""Times at once that one place is told that a name or an email is taken."""
TAKEN_RATE = 1 / 60
"""Times a second that it is told so for long."""
DEVICE_LENGTH = 200
MAX_SESSIONS = 50
"""Sign-ins of one account: with one more, the one that was not used for longest ends."""
NOBODY = UserId(uuid.UUID(int=0))


@dataclass(frozen=True, slots=True)
class Credential:
    """A principal, and what it rests on."""

    principal: Principal
    token_version: int
    expires_at: datetime
    """The session's end, unless it is refreshed before."""


class Sessions:
    """All sign-ins of all accounts."""

    def __init__(
        self,
        database: Database,
        users: Users,
        refresh_tokens: RefreshTokens,
        tokens: Tokens,
        passwords: Passwords,
        bus: Bus,
        join_tokens: JoinTokenBook | None = None,
    ) -> None:
        """Tells the bus of sessions that end before their time, or are renewed."""
        self._database = database
        self._users = users
        self._refresh_tokens = refresh_tokens
        self._tokens = tokens
        self._passwords = passwords
        self._pairs = TokenPairs(tokens)
        self._rotation = Rotation(database, refresh_tokens, self._pairs)
        self._failures = PlaceLimit(FORGIVEN, FAILURES)
        self._registrations = PlaceLimit(REGISTRATION_RATE, REGISTRATIONS)
        self._taken = PlaceLimit(TAKEN_RATE, TAKEN)
        self._limits = {
            "failures": self._failures,
            "registrations": self._registrations,
            "taken": self._taken,
        }
        self._bus = bus
        self._join_tokens = join_tokens
        self._known = KnownSessions()
        bus.subscribe(PlaceCounted, self._count)
        bus.subscribe(SessionEnded, lambda notice: self._known.ended(notice.session_id))
        bus.subscribe(SessionRenewed, lambda notice: self._known.renewed(notice.session_id))

    async def register(
        self, email: str, username: str, password: str, device: str, place: Network | None = None
    ) -> SignedIn:
        """A new account, signed in. Raises EmailTaken, UsernameTaken, InvalidRequest,
        TooManyRequests."""
        must_be_acceptable(password, email, username)
        self._registrations.must_have(place)
        self._taken.must_have(place)
        with ExitStack() as held:
            # Counted when the turn has come: those who wait hold nothing that others could have.
            async with self._passwords.turns.taken(stranger(place)):
                held.enter_context(self._registrations.holding(place))
                held.enter_context(self._taken.holding(place))
                hashed = await self._passwords.hash(password)
            try:
                user = await self._users.add(normal(email), normal(username), hashed)
            except (EmailTaken, UsernameTaken):
                self._bus.publish(PlaceCounted("taken", place))
                raise
            self._bus.publish(PlaceCounted("registrations", place))
        return await self._start(user, SessionId(uuid.uuid4()), device)

    async def login(
        self,
        login: str,
        password: str,
        device: str,
        known_by: str | None = None,
        place: Network | None = None,
    ) -> SignedIn:
        """`known_by` is the device token of an earlier sign-in from there, if there is one: such a
        browser has nothing to do with what others fail at in the same place.

        Raises InvalidCredentials: unknown, wrong or locked, with the same work for each;
        TooManyRequests."""
        claims = self._device_claims(known_by)
        if claims is None:
            self._failures.must_have(place)
        user = await self._users.by_login(normal(login))
        session_id = _known(claims, user)
        if session_id is None:
            self._failures.must_have(place)
        user_id = NOBODY if user is None else user.id
        asker = stranger(place) if session_id is None else known(user_id)
        # Counted when the turn has come, so that a rush of sign-ins locks nobody's account.
        async with self._passwords.turns.taken(asker):
            with nullcontext() if session_id else self._failures.holding(place):
                allowed = await self._users.take_attempt(user_id, session_id)
                hashed = user.password_hash if user is not None and allowed else None
                right = await self._passwords.check(password, hashed)
                if session_id is None and not right:
                    self._bus.publish(PlaceCounted("failures", place))
        if not right or user is None:
            raise InvalidCredentials
        await self._users.clear_failures(user.id, session_id)
        return await self._start(user, SessionId(uuid.uuid4()), device)

    async def authenticate(self, access_token: str, shown: str | None = None) -> Principal:
        """The holder of this token. Raises Unauthorized, and AccountChanged when that is not the
        one whom the page shows: all tabs of a browser have the cookies of who signed in last."""
        claims = self._read(access_token, shown)
        return (await self._checked(_holder(claims), claims.token_version)).principal

    async def credential(self, access_token: str, shown: str | None = None) -> Credential:
        """The holder of this token, and for how long; while the database is away, as far as is
        known. Raises Unauthorized, AccountChanged; Unavailable."""
        claims = self._read(access_token, shown)
        return await self._known_or_checked(_holder(claims), claims.token_version, claims)

    async def still(self, credential: Credential) -> Credential:
        """The credential as it is now; while the database is away, as far as is known. Raises
        Unauthorized: the session has ended or run out, or the password was changed; Unavailable."""
        if credential.principal.is_guest:
            await self._must_be_let_in(credential)
            return credential
        return await self._known_or_checked(credential.principal, credential.token_version)

    async def _must_be_let_in(self, guest: Credential) -> None:
        """Raises Unauthorized: a guest's token has run out, or the join token was revoked."""
        principal = guest.principal
        book = None if principal.ticket is None else self._join_tokens
        if guest.expires_at <= datetime.now(UTC) or (
            book is not None and not await book.holds(principal.id)
        ):
            raise Unauthorized

    def missed(self) -> None:
        """Of sessions that ended nothing may have been heard."""
        self._known.missed()

    def _read(self, access_token: str, shown: str | None) -> Claims:
        """Raises Unauthorized, AccountChanged."""
        claims = self._tokens.read_access(access_token)
        _must_be_shown(claims, shown)
        return claims

    async def _known_or_checked(
        self, principal: Principal, token_version: int, claims: Claims | None = None
    ) -> Credential:
        try:
            return await self._checked(principal, token_version)
        except Unavailable:
            until = self._known.vouched_until(principal, token_version, claims)
            if until is None:
                raise
            return Credential(principal, token_version, until)

    async def _checked(self, principal: Principal, token_version: int) -> Credential:
        asked_at = self._known.now()
        expires_at = await self._refresh_tokens.alive_until(
            principal.id, principal.session_id, token_version
        )
        if expires_at is None:
            raise Unauthorized
        self._known.lives(principal, token_version, expires_at, asked_at)
        return Credential(principal, token_version, expires_at)

    async def refresh(self, refresh_token: str, shown: str | None = None) -> SignedIn:
        """A new pair for an old one. Raises Unauthorized, AccountChanged."""
        claims = self._tokens.read_refresh(refresh_token)
        _must_be_shown(claims, shown)
        user = await self._users.by_id(claims.user_id)
        if user is None:
            raise Unauthorized
        renewed = await self._rotation.rotate(user, claims, refresh_token)
        if renewed is None:
            if await self._end(claims.user_id, claims.session_id):
                log.warning("a refresh token was used twice", session=str(claims.session_id))
            raise Unauthorized
        return renewed

    async def logout(
        self, refresh_token: str | None, access_token: str | None, shown: str | None = None
    ) -> None:
        """End the session of whichever token is still readable. Raises AccountChanged."""
        for read, token in (
            (self._tokens.read_refresh, refresh_token),
            (self._tokens.read_access, access_token),
        ):
            if token is None:
                continue
            try:
                claims = read(token)
            except Unauthorized:
                continue
            _must_be_shown(claims, shown)
            await self._end(claims.user_id, claims.session_id)
            return

    async def all(self, user_id: UserId) -> list[Session]:
        """List where an account is signed in."""
        return await self._refresh_tokens.sessions(user_id)

    async def revoke(self, user_id: UserId, session_id: SessionId) -> None:
        """End one of an account's sessions. Raises NotFound."""
        if not await self._end(user_id, session_id):
            raise NotFound

    async def change_password(
        self, principal: Principal, current: str, new: str, device: str
    ) -> SignedIn:
        """Raises InvalidRequest when the current one is wrong, or the new one no good.

        The session has tries of its own: whoever holds it locks no sign-in. Every other session
        ends; the caller's goes on with new tokens."""
        user = await self._users.by_id(principal.id)
        async with self._passwords.turns.taken(known(principal.id)):
            allowed = user is not None and await self._users.take_attempt(
                user.id, principal.session_id
            )
            hashed = user.password_hash if user is not None and allowed else None
            right = await self._passwords.check(current, hashed)
        if not right or user is None:
            raise InvalidRequest(fields={"currentPassword": ["That is not your password."]})
        try:
            must_be_acceptable(new, user.email, user.username)
        except InvalidRequest as error:
            raise InvalidRequest(fields={"newPassword": (error.fields or {})["password"]}) from None
        async with self._passwords.turns.taken(known(principal.id)):
            new_hash = await self._passwords.hash(new)
        # All of it or nothing: no session outlives the password that it began with.
        async with self._database.transaction() as connection:
            ended = await self._refresh_tokens.revoke_all(user.id, connection)
            renewed = await self._users.set_password(user.id, new_hash, connection)
            if renewed is None:
                raise Unauthorized
            await self._users.clear_failures(user.id, principal.session_id, connection)
            signed_in, row = self._pairs.new(
                renewed, principal.session_id, device[:DEVICE_LENGTH], datetime.now(UTC)
            )
            await self._refresh_tokens.add(row, connection)
        for session_id in ended:
            if session_id != principal.session_id:
                self._bus.publish(SessionEnded(session_id))
        self._bus.publish(SessionRenewed(principal.session_id))
        return signed_in

    async def purge(self) -> None:
        """Forget sessions that have run out, and failures that are forgiven."""
        await self._refresh_tokens.purge()
        await self._users.purge()

    def _count(self, counted: PlaceCounted) -> None:
        """Something happened at a place, here or on another server."""
        limit = self._limits.get(counted.limit)
        if limit is not None:
            limit.count(counted.place)

    def _device_claims(self, device_token: str | None) -> Claims | None:
        try:
            return self._tokens.read_device(device_token or "")
        except Unauthorized:
            return None

    async def _start(self, user: User, session_id: SessionId, device: str) -> SignedIn:
        signed_in, row = self._pairs.new(
            user, session_id, device[:DEVICE_LENGTH], datetime.now(UTC)
        )
        await self._refresh_tokens.add(row)
        for ended in await self._refresh_tokens.end_oldest(user.id, MAX_SESSIONS):
            self._bus.publish(SessionEnded(ended))
        return signed_in

    async def _end(self, user_id: UserId, session_id: SessionId) -> bool:
        ended = await self._refresh_tokens.revoke(user_id, session_id)
        if ended:
            self._bus.publish(SessionEnded(session_id))
        return ended


def _holder(claims: Claims) -> Principal:
    return Principal(claims.user_id, claims.username, claims.session_id)


def _known(claims: Claims | None, user: User | None) -> SessionId | None:
    """The session that this browser once had, if it was the same account's and the password is
    still the same: who knew an older one may not have collected tries with it."""
    if claims is None or user is None:
        return None
    if (claims.user_id, claims.token_version) != (user.id, user.token_version):
        return None
    return claims.session_id


def _must_be_shown(claims: Claims, shown: str | None) -> None:
    if shown is not None and shown != str(claims.user_id):
        raise AccountChanged
