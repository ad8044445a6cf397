"""Two people in a room of their own, in a process of their own: how long a message takes there.

`python -m bench.small_talk PORT CODE SECONDS TOKEN TOKEN` prints the delays, in seconds."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid

import uvloop

from support.bare_socket import BareSocket

PAUSE = 0.11
"""Seconds between two messages: one person may write 5 a second for long."""


async def talk(port: int, code: str, seconds: float, tokens: list[str]) -> list[float]:
    """Write in turn; the delays until the other, or oneself, has it."""
    pair = [BareSocket(port, token) for token in tokens]
    delays: list[float] = []
    began = time.perf_counter()
    for person in pair:
        await person.open()
        await person.ask("join", code=code, microphone=False, camera=False)
        person.on_message = lambda at: delays.append(at - began)
    end = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < end:
        began = time.perf_counter()
        await pair[number % 2].ask("chat:send", clientId=str(uuid.uuid4()), content="small talk")
        number += 1
        await asyncio.sleep(PAUSE)
    for person in pair:
        person.close()
    return delays


if __name__ == "__main__":
    port, code, seconds, *tokens = sys.argv[1:]
    print(json.dumps(uvloop.run(talk(int(port), code, float(seconds), tokens))))
