"""The examples, as they are run: an echo, a radio, and who spoke."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from meetd.bot import room
from meetd.bot.examples import echo, radio, who_spoke
from meetd.bot.sound import RATE
from support.bot_room import BOT_PATIENCE, BotRoom, first_loud, tone

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_radio_is_repeated_and_written_down(place: BotRoom, tmp_path: Path) -> None:
    file = tmp_path / "tone.wav"
    with wave.open(str(file), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        # Words with pauses: a tone without end is noise to whoever looks for speakers.
        written.writeframes((tone(0.4) + bytes(RATE)) * 3)
    lines: set[str] = set()
    listens = asyncio.Event()

    async def write_down() -> None:
        async with room(place.url, await place.token("Log")) as call:
            listens.set()
            async for line in who_spoke.lines(call):
                lines.add(line[9:])

    logging = asyncio.create_task(write_down())
    # Who speaks is told when it changes: not to who comes later.
    async with asyncio.timeout(BOT_PATIENCE):
        await listens.wait()
    try:
        async with (
            asyncio.timeout(BOT_PATIENCE),
            room(place.url, await place.token("Ear")) as ear,
            room(place.url, await place.token("Radio")) as on_air,
            room(place.url, await place.token("Echo")) as repeating,
        ):
            answers = asyncio.create_task(echo.repeat(repeating, await repeating.peer("Radio")))
            heard = asyncio.create_task(first_loud(ear.audio(await ear.peer("Echo"))))
            while not heard.done():
                await radio.play(on_air, str(file))
            await heard
            answers.cancel()
            # The one or the other, as long as both are as loud.
            while lines.isdisjoint({"Radio speaks", "Echo speaks"}):
                await radio.play(on_air, str(file))
    finally:
        logging.cancel()
        await asyncio.gather(logging, return_exceptions=True)
    assert "Radio came" in lines
