"""`meetd key`: keys of services and of people, made by the operator."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from meetd import app
from meetd.auth.keys import KeyRing
from meetd.auth.passwords import hashed
from meetd.cluster.local import LocalBus
from meetd.config import Settings
from meetd.db.keys import Keys
from meetd.db.users import Users
from meetd.errors import InvalidRequest, NotFound, UsernameTaken
from meetd.model import ApiKey, KeyId, UserId
from meetd.rest.body import checked
from meetd.scopes import Scope
from meetd.wire.bodies import Register
from meetd.wire.keys import NewKey


async def create_key(
    settings: Settings,
    name: str,
    scopes: Iterable[Scope],
    *,
    owner: str,
    service: bool,
    expires_at: datetime | None,
    origins: Iterable[str] = (),
) -> str:
    """A key of that person's account, or of that service, which is made where there is none; what
    opens. Raises MeetError, DataInUseError."""
    wanted = tuple(scopes)
    if not service and Scope.ROOMS_ALL in wanted:
        raise InvalidRequest(f"{Scope.ROOMS_ALL} is for services.")
    said = {"name": name, "scopes": [Scope.ROOMS_READ.value], "origins": list(origins)}
    new = checked(NewKey, said)
    async with app.database_beside(settings) as db:
        users = Users(db)
        user_id = await (_service(users, owner) if service else _person(users, owner))
        _, secret = await KeyRing(Keys(db), LocalBus()).create(
            user_id, new.title, wanted, expires_at, new.framing
        )
        return secret


async def list_keys(settings: Settings) -> list[tuple[ApiKey, str, bool]]:
    """All keys, with the names of their accounts, and whether these are services. Raises MeetError,
    DataInUseError."""
    async with app.database_beside(settings) as db:
        return await Keys(db).all()


async def revoke_key(settings: Settings, key_id: str) -> None:
    """End a key. Raises NotFound, DataInUseError."""
    try:
        found = KeyId(UUID(key_id))
    except ValueError:
        raise NotFound("There is no such key.") from None
    async with app.database_beside(settings) as db:
        if not await Keys(db).remove(found):
            raise NotFound("There is no such key.")


async def _person(users: Users, login: str) -> UserId:
    user = await users.by_login(login)
    if user is None:
        raise NotFound(f"Nobody is called {login}.")
    return user.id


async def _service(users: Users, name: str) -> UserId:
    """Find the service of that name, or make it: an account that nobody knows a password of."""
    known = await users.service(name)
    if known is not None:
        return known
    password = secrets.token_urlsafe(32)
    account = checked(
        Register,
        {
            "email": f"{secrets.token_hex(8)}@service.invalid",
            "username": name,
            "password": password,
        },
    )
    secret = hashed(account.password)
    try:
        user = await users.add(account.email, account.username, secret, service=True)
    except UsernameTaken:
        raise UsernameTaken(f"An account is called {name} already, or looks so.") from None
    return user.id
