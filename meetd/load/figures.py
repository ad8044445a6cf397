"""What a load cost the server, and what that says of how many workers it should run."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

RESERVE = 0.4
"""Share of a core that is kept free: for bursts, key frames, and who comes while others go."""
LEAST = 0.02
"""Share of a core below which the cost of a stream is anybody's guess."""
BUSY = 0.85
"""Share of a core above which the generator itself is what is slow."""
LAG = 0.05
"""Seconds that its loop may be late."""


@dataclass(slots=True)
class Load:
    """What was measured; times in seconds, shares of one core."""

    rooms: int
    people: int
    senders: int
    joined: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    streams: int = 0
    """Voices and pictures that somebody received, at the end."""
    join: float | None = None
    join_p95: float | None = None
    first_packet_p95: float | None = None
    delay: float | None = None
    delay_p95: float | None = None
    freezes_a_minute: float | None = None
    """Of one picture at one person."""
    lost: float | None = None
    workers: int | None = None
    workers_cpu: float | None = None
    own_cpu: float = 0.0
    own_lag_p95: float = 0.0

    @property
    def is_own_limit(self) -> bool:
        """Whether the generator was too slow to measure anything but itself."""
        return self.own_cpu > BUSY or self.own_lag_p95 > LAG

    @property
    def stream_cost(self) -> float | None:
        """Share of a core that one stream took of the workers."""
        if self.workers_cpu is None or not self.streams:
            return None
        return self.workers_cpu / self.streams

    def streams_of(self, rooms: int) -> int:
        """Streams of so many rooms like these."""
        return rooms * self.senders * 2 * (self.people - 1)


async def worker_cpu(server: str, token: str | None) -> tuple[int, float] | None:
    """Workers of a server, and what they use together; None: it does not tell."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=10)) as http,
            http.get(f"{server}/metrics", headers=headers) as answer,
        ):
            text = await answer.text() if answer.status == 200 else ""
    except (ClientError, TimeoutError):
        return None
    ratios = re.findall(r"^meetd_worker_cpu_ratio\{[^}]*\} (\S+)$", text, re.MULTILINE)
    return (len(ratios), sum(map(float, ratios))) if ratios else None


def advice(load: Load, cpus: int) -> str:
    """How many workers a host of so many processors should run, and what it will carry."""
    cost = load.stream_cost
    if cost is None:
        return (
            "The server does not tell what its workers use: give --metrics-token, or run this on "
            "its host."
        )
    if (load.workers_cpu or 0) < LEAST:
        return "The workers had next to nothing to do: give more --people or --senders to tell."
    workers = max(1, cpus - 1) if cpus > 2 else cpus
    carried = math.floor((1 - RESERVE) / max(cost, 1e-6))
    rooms = math.floor(workers * carried / max(1, load.streams_of(1)))
    return (
        f"A stream takes {100 * cost:.3f} % of a core, so one worker carries about {carried} of "
        f"them with {RESERVE:.0%} in reserve. This host has {cpus} processors: with "
        f"MEETD_WORKERS={workers} it will carry about {rooms} rooms like these, "
        f"{rooms * load.people} people."
    )


def lines(load: Load, cpus: int) -> list[str]:
    """What was measured, for people."""
    said = [
        f"people        {load.joined} of {load.rooms * load.people} joined, {load.streams} streams",
        f"join          {_ms(load.join)}, p95 {_ms(load.join_p95)}",
        f"first packet  p95 {_ms(load.first_packet_p95)}",
        f"delay         {_ms(load.delay)}, p95 {_ms(load.delay_p95)}",
        f"freezes       {_number(load.freezes_a_minute)} a minute and picture",
        f"packets lost  {_share(load.lost)}",
        f"workers       {_share(load.workers_cpu)} of a core, {load.workers or 'unknown'} of them",
        f"this program  {_share(load.own_cpu)} of a core, p95 {_ms(load.own_lag_p95)} late",
    ]
    said += [f"FAIL  {count} × {error}" for error, count in load.errors.items()]
    if load.is_own_limit:
        said.append(
            "This program was the bottleneck, or its machine: delays and freezes are its own. Use "
            "fewer people, or another machine."
        )
    return [*said, advice(load, cpus)]


def _ms(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{1000 * seconds:.0f} ms"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.1f} %"
