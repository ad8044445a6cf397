"""Scopes of API keys: what a program may do of all that its account may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Scope(StrEnum):
    """Something that a key opens. Its value stays the same: integrators hold on to it."""

    ACCOUNT_READ = "account:read"
    ROOMS_READ = "rooms:read"
    ROOMS_WRITE = "rooms:write"
    TOKENS = "tokens"
    BOTS = "bots"
    LIVE_READ = "live:read"
    LIVE_WRITE = "live:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    EVENTS_READ = "events:read"
    WEBHOOKS = "webhooks"
    ROOMS_ALL = "rooms:all"
    ADMIN = "admin"


SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.ACCOUNT_READ: "See whose key it is.",
        Scope.ROOMS_READ: "See rooms, when they are, who is invited and what is planned.",
        Scope.ROOMS_WRITE: "Make, change, plan and delete rooms, and invite people.",
        Scope.TOKENS: "Make links that let one person in each, and revoke them.",
        Scope.BOTS: "Let bots in: programs that see and hear, and are marked as such.",
        Scope.LIVE_READ: "See who is in a meeting, and who asks to come in.",
        Scope.LIVE_WRITE: "Let people in, mute, move and remove them, give roles, end meetings.",
        Scope.MESSAGES_READ: "Read what is said in the chat.",
        Scope.MESSAGES_WRITE: "Write in the chat.",
        Scope.EVENTS_READ: "Read what happened: events, and the logs of meetings.",
        Scope.WEBHOOKS: "Say where events are sent.",
        Scope.ROOMS_ALL: "Act in every room of this server as its host does; for services alone.",
        Scope.ADMIN: "See and lead all meetings of this server, where the account is an admin's.",
    }
)
"""What each is for, in words."""
OF_PEOPLE = tuple(scope for scope in Scope if scope not in {Scope.ROOMS_ALL, Scope.ADMIN})
"""Those that people give to keys themselves."""


def known(names: Iterable[str]) -> tuple[Scope, ...]:
    """Read scopes as they are stored; a newer version may have others, which open nothing here."""
    there = set(names)
    return tuple(scope for scope in Scope if scope.value in there)
