"""Makes accounts where nobody can make their own, and says which help to run the service."""

from __future__ import annotations

from meetd.commands.operators import errand
from meetd.config import Settings


async def add_user(settings: Settings, email: str, username: str, password: str) -> None:
    """A new account, also beside a server that runs. Raises MeetError, DataInUseError."""
    said = {"email": email, "username": username, "password": password}
    await errand(settings, "users/add", said)


async def set_admin(settings: Settings, login: str, *, admin: bool) -> None:
    """Have an account help to run the service from now on, or not any more. Raises NotFound,
    DataInUseError."""
    await errand(settings, "users/admin", {"login": login, "admin": admin})


async def list_admins(settings: Settings) -> list[str]:
    """Names of those who help to run the service. Raises MeetError, DataInUseError."""
    found: list[str] = await errand(settings, "users/admins", {})
    return found
