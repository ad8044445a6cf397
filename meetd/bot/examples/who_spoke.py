"""A logger: writes down who came, who went and who spoke when."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from meetd.bot import Call, Joined, Left, Speaks, room


async def lines(call: Call) -> AsyncIterator[str]:
    """A line for each thing that happens, until the call is over."""
    async for event in call.events():
        match event:
            case Joined(peer):
                said = f"{peer.name} came"
            case Left(peer, _):
                said = f"{peer.name} left"
            case Speaks(peer) if peer is not None:
                said = f"{peer.name} speaks"
            case _:
                continue
        yield f"{datetime.now(UTC):%H:%M:%S} {said}"


async def main(link: str) -> None:
    """Be in a room, by the link of a join token."""
    async with room(link) as call:
        await call.write("I write down who speaks when; not what is said.")
        async for line in lines(call):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m meetd.bot.examples.who_spoke LINK")
    asyncio.run(main(sys.argv[1]))
