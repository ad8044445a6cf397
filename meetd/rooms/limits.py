"""The limits that a room holds its participants to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """The operator's limits."""

    room_limit: int
    """Participants in a room at most."""
    p2p_timeout: float
    """Seconds two browsers get to connect to each other before the SFU takes over."""
    return_delay: float
    """Seconds that two must be alone again before they go back to P2P."""
    resume_timeout: float
    """Seconds that the place of somebody whose network vanished is kept."""
    close_patience: float = 6.0
    """Seconds that the place of somebody whose connection was closed is kept: a tab that is gone,
    mostly, or a proxy that was restarted."""
    router_patience: float = 3.0
    """Seconds that a join waits for a router; two people can do without."""
