"""Makes accounts where nobody can make their own."""

from __future__ import annotations

from meetd import app
from meetd.auth.passwords import Passwords, must_be_acceptable
from meetd.config import Settings
from meetd.db.embedded import DataInUseError, running_postgres
from meetd.db.pool import database
from meetd.db.users import Users
from meetd.rest.body import checked
from meetd.wire.bodies import Register


async def add_user(settings: Settings, email: str, username: str, password: str) -> None:
    """A new account, also beside a server that runs. Raises MeetError, DataInUseError."""
    said = {"email": email, "username": username, "password": password}
    account = checked(Register, said)
    must_be_acceptable(account.password, account.email, account.username)
    try:
        async with app.database_url(settings) as url:
            await _add(url, account)
    except DataInUseError:
        # The server's own database, which is up to date then.
        running = running_postgres(settings.data_dir)
        if running is None:
            raise
        await _add(running, account)


async def _add(url: str, account: Register) -> None:
    passwords = Passwords()
    try:
        hashed = await passwords.hash(account.password)
    finally:
        passwords.close()
    async with database(url) as db:
        await Users(db).add(account.email, account.username, hashed)
