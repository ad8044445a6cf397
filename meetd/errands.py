"""What operators have done besides meetings: accounts, keys, what is in force. By the socket of a
server that runs, which knows all it needs, or beside none.

What goes in and what comes back is JSON, since it goes over that socket."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from meetd.auth.keys import KeyRing
from meetd.auth.passwords import hashed, must_be_acceptable
from meetd.db.keys import Keys
from meetd.db.users import Users
from meetd.errors import InvalidRequest, NotFound, UsernameTaken
from meetd.model import KeyId, UserId
from meetd.rest.body import checked
from meetd.scopes import Scope
from meetd.wire.bodies import Register
from meetd.wire.keys import NewKey

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Errands about accounts and keys."""

    users: Users
    keys: Keys
    ring: KeyRing

    @property
    def errands(self) -> dict[str, Callable[[Said], Awaitable[Any]]]:
        """All of them, by their names."""
        return {
            "users/add": self._add_user,
            "users/admin": self._set_admin,
            "users/admins": self._admins,
            "keys/create": self._create_key,
            "keys/list": self._list_keys,
            "keys/revoke": self._revoke_key,
        }

    async def _add_user(self, said: Said) -> None:
        """A new account. Raises InvalidRequest, EmailTaken, UsernameTaken."""
        account = checked(Register, dict(said))
        must_be_acceptable(account.password, account.email, account.username)
        secret = await asyncio.to_thread(hashed, account.password)
        await self.users.add(account.email, account.username, secret)

    async def _set_admin(self, said: Said) -> None:
        """Have an account help to run the service, or not any more. Raises NotFound."""
        login = _text(said, "login")
        if not await self.users.set_admin(login, admin=said.get("admin") is True):
            raise NotFound(f"Nobody is called {login}.")

    async def _admins(self, _said: Said) -> list[str]:
        return await self.users.admins()

    async def _create_key(self, said: Said) -> str:
        """A key of a person's account, or of a service, which is made where there is none; what
        opens. Raises NotFound, InvalidRequest, UsernameTaken, TooManyKeys."""
        owner, service = _text(said, "owner"), said.get("service") is True
        scopes = [Scope(one) for one in said.get("scopes", ()) if one in set(Scope)]
        if not service and Scope.ROOMS_ALL in scopes:
            raise InvalidRequest(f"{Scope.ROOMS_ALL} is for services.")
        # Scopes that no person may give are the operator's to give.
        asked = {"name": _text(said, "name"), "scopes": [Scope.ROOMS_READ.value]}
        new = checked(NewKey, asked | {"origins": said.get("origins", [])})
        until = said.get("expires_at")
        expires_at = None if until is None else datetime.fromisoformat(str(until))
        user_id = await (self._service(owner) if service else self._person(owner))
        _, secret = await self.ring.create(user_id, new.title, scopes, expires_at, new.framing)
        return secret

    async def _list_keys(self, _said: Said) -> list[dict[str, Any]]:
        return [
            {
                "id": str(key.id),
                "owner": owner,
                "service": service,
                "name": key.name,
                "scopes": list(key.scopes),
                "expires_at": _moment(key.expires_at),
                "last_used_at": _moment(key.last_used_at),
                "origins": list(key.origins),
            }
            for key, owner, service in await self.keys.all()
        ]

    async def _revoke_key(self, said: Said) -> None:
        """End a key, whosever it is. Raises NotFound."""
        try:
            await self.ring.revoke(None, KeyId(UUID(_text(said, "id"))))
        except (NotFound, ValueError):
            raise NotFound("There is no such key.") from None

    async def _person(self, login: str) -> UserId:
        user = await self.users.by_login(login)
        if user is None:
            raise NotFound(f"Nobody is called {login}.")
        return user.id

    async def _service(self, name: str) -> UserId:
        """Find the service of that name, or make it: an account that nobody knows a password
        of."""
        known = await self.users.service(name)
        if known is not None:
            return known
        password = secrets.token_urlsafe(32)
        email = f"{secrets.token_hex(8)}@service.invalid"
        account = checked(Register, {"email": email, "username": name, "password": password})
        secret = await asyncio.to_thread(hashed, account.password)
        try:
            user = await self.users.add(account.email, account.username, secret, service=True)
        except UsernameTaken:
            raise UsernameTaken(f"An account is called {name} already, or looks so.") from None
        return user.id


def _text(said: Said, name: str) -> str:
    """Raises InvalidRequest."""
    given = said.get(name)
    if not isinstance(given, str):
        raise InvalidRequest(f"{name} is a text.")
    return given


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")
