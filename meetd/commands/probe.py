"""`meetd probe` and `meetd load`: what they print, and how they end."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from meetd.bot import CallEnded, LineLost, Refused
from meetd.bot.service import Service
from meetd.cpus import usable_cpus
from meetd.load import figures
from meetd.load.figures import advice
from meetd.load.run import Run, Shape
from meetd.probe.report import Limits, failures, lines
from meetd.probe.run import probe


async def run_probe(
    urls: tuple[str, ...], key: str | None, seconds: float, limits: Limits, *, as_json: bool
) -> tuple[str, bool]:
    """Probe a room; what to print, and whether it is good enough."""
    try:
        measured = await probe(urls, key, seconds)
    except (CallEnded, Refused, LineLost, ValueError) as error:
        return _failed(str(error), as_json=as_json), False
    wrong = failures(measured, limits)
    if measured.first_frame is None and not wrong:
        wrong = ["Nothing was seen: media does not come through. Is the media port open?"]
    if as_json:
        said: dict[str, Any] = asdict(measured) | {"failures": wrong}
        return json.dumps(said, indent=2), not wrong
    return "\n".join([*lines(measured), *(f"FAIL  {one}" for one in wrong)]), not wrong


async def run_load(
    server: str, key: str, shape: Shape, *, cpus: int | None, token: str | None, as_json: bool
) -> tuple[str, bool]:
    """Load a server; what to print, and whether all could join."""
    cpus = cpus or usable_cpus()
    try:
        async with Service(server, key) as service:
            load = await Run(service, shape).measure(token)
    except (CallEnded, Refused, LineLost, ValueError) as error:
        return _failed(str(error), as_json=as_json), False
    well = load.joined == load.rooms * load.people and not load.errors
    if as_json:
        said = asdict(load) | {
            "stream_cost": load.stream_cost,
            "own_limit": load.is_own_limit,
            "advice": advice(load, cpus),
        }
        return json.dumps(said, indent=2), well
    return "\n".join(figures.lines(load, cpus)), well


def _failed(sentence: str, *, as_json: bool) -> str:
    return json.dumps({"failures": [sentence]}, indent=2) if as_json else f"FAIL  {sentence}"
