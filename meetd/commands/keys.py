"""`meetd key`: keys of services and of people, made by the operator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from meetd.commands.operators import errand
from meetd.config import Settings
from meetd.scopes import Scope


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
    said = {
        "name": name,
        "scopes": [scope.value for scope in scopes],
        "owner": owner,
        "service": service,
        "expires_at": None if expires_at is None else expires_at.isoformat(),
        "origins": list(origins),
    }
    secret: str = await errand(settings, "keys/create", said)
    return secret


async def key_lines(settings: Settings) -> list[str]:
    """All keys, by their accounts, a line each. Raises MeetError, DataInUseError."""
    return [_line(one) for one in await errand(settings, "keys/list", {})]


async def revoke_key(settings: Settings, key_id: str) -> None:
    """End a key. Raises NotFound, DataInUseError."""
    await errand(settings, "keys/revoke", {"id": key_id})


def _line(its: dict[str, Any]) -> str:
    kind = "service" if its["service"] else "person"
    origins = ",".join(its["origins"])
    framed = f"  in frames of {origins}" if origins else ""
    return (
        f"{its['id']}  {kind} {its['owner']}  {its['name']}  {','.join(its['scopes'])}"
        f"  until {its['expires_at'] or 'revoked'}  used {its['last_used_at'] or 'never'}{framed}"
    )
