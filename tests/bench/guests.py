"""Guests who send and look at nothing, all in one page: the machine is left to who is measured."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from pathlib import Path

from support.people import People
from support.rest import register
from support.service import Service

PAGE = Path(__file__).with_name("guests.js")
BUNDLER = Path(__file__).parents[2] / "web/node_modules/.bin/rolldown"


async def gather_guests(
    people: People, service: Service, code: str, count: int, *, script: str, speakers: int
) -> None:
    """Let that many join a room, with the camera and the microphone of the script. Guests stay."""
    stage = await people.visit(service.url, "guests", script=script, devices=())
    # Any page of the server's own origin, which sockets are taken from.
    await stage.page.goto("/login")
    await stage.page.evaluate(await asyncio.to_thread(_bundle))
    tokens = [await asyncio.to_thread(register, service) for _ in range(count)]
    await stage.page.evaluate(
        "([tokens, code, speakers]) => __guests.join(tokens, code, speakers)",
        [tokens, code, speakers],
    )


def _bundle() -> str:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "guests.js"
        subprocess.run(
            [BUNDLER, PAGE, "--format", "iife", "--file", bundle], check=True, capture_output=True
        )
        return bundle.read_text()
