"""A radio: plays a file, WAV or any that FFmpeg knows, and leaves."""

from __future__ import annotations

import asyncio
import sys

from meetd.bot import Call, room


async def play(call: Call, file: str) -> None:
    """Play it once somebody is there."""
    await call.peer()
    await call.play(file)


async def main(link: str, file: str) -> None:
    """Be in a room, by the link of a join token."""
    async with room(link) as call:
        await play(call, file)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python -m meetd.bot.examples.radio LINK FILE")
    asyncio.run(main(sys.argv[1], sys.argv[2]))
