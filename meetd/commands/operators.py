"""How a command reaches what it is about: the service that `MEETD_URL` names, with a key; or the
server that runs on this data folder, by its socket; or servers by their addresses, with the
settings of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from meetd import app
from meetd.auth.keys import KeyRing
from meetd.cluster.by_key import ByKey
from meetd.cluster.by_socket import BySocket
from meetd.cluster.control import Operator, Report
from meetd.cluster.local import LocalBus
from meetd.config import Settings
from meetd.db.keys import Keys
from meetd.db.users import Users
from meetd.errands import Accounts
from meetd.errors import InvalidRequest
from meetd.places import origin

URL, KEY = "MEETD_URL", "MEETD_KEY"
"""Variables of commands that are about a service elsewhere."""


class Ordering(Protocol):
    """Whatever way it goes."""

    async def reports(self) -> dict[str, Report | None]:
        """What each server does, by its name; None of one that does not answer."""

    async def own(self) -> str:
        """The name of the server that is meant where none is named. Raises InvalidRequest."""

    async def resize(self, name: str, count: int) -> None:
        """Have a server run so many workers. Raises NotFound, InvalidRequest."""

    async def empty(self, name: str, worker: int) -> None:
        """Have a worker emptied, and started anew. Raises NotFound, InvalidRequest."""

    async def drain(self, name: str, deadline: float | None) -> None:
        """Have a server drain, or take rooms again (None). Raises NotFound, InvalidRequest."""


@contextmanager
def operator_of(settings: Settings) -> Iterator[Ordering]:
    """The way that is there. What is named goes before what happens to run here: an order is for no
    other server. Raises InvalidRequest, Forbidden."""
    url = os.environ.get(URL, "").strip()
    if url:
        yield ByKey(_origin(url), _key())
        return
    with BySocket.of(settings.data_dir) as by_socket:
        yield Operator(settings) if by_socket is None else by_socket


async def errand(settings: Settings, name: str, said: Mapping[str, Any]) -> Any:
    """Have accounts and keys seen to by the server that runs here, which tells all others, or
    beside none in the database. Raises MeetError, DataInUseError, Forbidden."""
    must_be_here(settings)
    with BySocket.of(settings.data_dir) as by_socket:
        if by_socket is not None:
            return await by_socket.errand(name, said)
    async with app.database_beside(settings) as db:
        accounts = Accounts(Users(db), Keys(db), KeyRing(Keys(db), LocalBus()))
        return await accounts.errands[name](said)


def must_be_here(_settings: Settings) -> None:
    """Raises InvalidRequest: it is asked of a service elsewhere."""
    if os.environ.get(URL, "").strip():
        raise InvalidRequest(
            f"No key does that: run it on the server's host, without {URL}, as the user that the"
            " server runs as."
        )


def _origin(url: str) -> str:
    """Raises InvalidRequest."""
    try:
        return origin(url)
    except ValueError:
        raise InvalidRequest(f"{URL} is given like https://meet.example.org.") from None


def _key() -> str:
    """Raises InvalidRequest."""
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise InvalidRequest(
            f"{URL} needs {KEY}: a key of an admin's with the scope admin, by meetd key create."
        )
    return key
