"""An echo: says again, half a second later, what the one says who has just come in."""

from __future__ import annotations

import asyncio
import sys

from meetd.bot import Call, CallEnded, Peer, room


async def repeat(call: Call, peer: Peer) -> None:
    """Say what somebody says, until they go."""
    async for frame in call.audio(peer):
        await call.say(frame)


async def echo(call: Call) -> None:
    """Repeat one after another, whoever is there."""
    while True:
        try:
            await repeat(call, await call.peer())
        except CallEnded:
            return


async def main(link: str) -> None:
    """Be in a room, by the link of a join token."""
    async with room(link) as call:
        await call.write("I say what you say.")
        await echo(call)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m meetd.bot.examples.echo LINK")
    asyncio.run(main(sys.argv[1]))
