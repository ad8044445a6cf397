"""Makes accounts where nobody can make their own, and says which help to run the service."""

from __future__ import annotations

from meetd import app
from meetd.auth.passwords import hashed, must_be_acceptable
from meetd.config import Settings
from meetd.db.users import Users
from meetd.errors import NotFound
from meetd.rest.body import checked
from meetd.wire.bodies import Register


async def add_user(settings: Settings, email: str, username: str, password: str) -> None:
    """A new account, also beside a server that runs. Raises MeetError, DataInUseError."""
    said = {"email": email, "username": username, "password": password}
    account = checked(Register, said)
    must_be_acceptable(account.password, account.email, account.username)
    async with app.database_beside(settings) as db:
        await Users(db).add(account.email, account.username, hashed(account.password))


async def set_admin(settings: Settings, login: str, *, admin: bool) -> None:
    """Have an account help to run the service from now on, or not any more. Raises NotFound,
    DataInUseError."""
    async with app.database_beside(settings) as db:
        if not await Users(db).set_admin(login, admin=admin):
            raise NotFound(f"Nobody is called {login}.")


async def list_admins(settings: Settings) -> list[str]:
    """Names of those who help to run the service. Raises MeetError, DataInUseError."""
    async with app.database_beside(settings) as db:
        return await Users(db).admins()
