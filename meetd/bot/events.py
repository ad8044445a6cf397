"""What happens in a call, as a bot is told."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.bot.peers import Peer


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came in."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody went: `left`, `lost`, `removed` or `replaced`."""

    peer: Peer
    reason: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something about somebody changed: what is on, their hand, their name."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Speaks:
    """Somebody speaks above all others; None: nobody does."""

    peer: Peer | None


@dataclass(frozen=True, slots=True)
class Lost:
    """The bot's own connection broke; it is being made again."""


@dataclass(frozen=True, slots=True)
class Back:
    """It is there again; `resumed`, if nobody had seen the bot go."""

    resumed: bool


Event = Joined | Left | Changed | Speaks | Lost | Back
