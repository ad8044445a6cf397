"""The probe against a real server, as cron runs it."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import av
import pytest

from meetd.bot import Refused
from meetd.probe.picture import HEIGHT, WIDTH, MarkedPicture, number_of
from meetd.probe.report import Limits, Measured, failures
from meetd.probe.run import probe as measure_room
from meetd.probe.smoothness import Smoothness
from meetd.probe.sound import FRAME, RATE, TONES, ToneReader, _sine
from support.bot_room import BOT_PATIENCE, BotRoom

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def probe(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the command; how it ended, and what it said."""
    command = [sys.executable, "-m", "meetd", "probe", "--json", "--for", "2s", *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(BOT_PATIENCE):
        said, _ = await process.communicate()
    return process.returncode or 0, json.loads(said)


async def test_it_measures_a_room(place: BotRoom) -> None:
    key = await place.key("tokens", "bots")
    status, said = await probe("--key", key, place.url)
    assert (status, said["failures"]) == (0, [])
    assert list(said["join"]) == ["entry", "socket", "join", "media"]
    assert 0 < sum(said["join"].values()) <= said["first_frame"] + 0.001
    assert 0 < said["picture_delay"] <= said["picture_delay_p95"]
    assert 0 < said["sound_delay"] <= said["sound_delay_p95"]
    assert said["pictures_seen"] > 0
    assert said["recovery"] > 0
    assert said["lost"] < 0.5


async def test_what_is_too_slow_fails(place: BotRoom) -> None:
    links = [f"{place.url}#token={await place.token(name)}" for name in ("One", "Two")]
    status, said = await probe("--max-first-frame", "1ms", *links)
    assert status == 1
    (sentence,) = said["failures"]
    assert sentence.startswith("The first picture came after")
    with pytest.raises(Refused, match="unauthorized"):
        await measure_room((place.url,), "mk_wrong", 1)


async def test_marks_are_read_back() -> None:
    track = MarkedPicture()
    for number in range(3):
        frame = await track.recv()
        assert (frame.width, frame.height) == (WIDTH, HEIGHT)
        assert number_of(frame) == number
    track.stop()
    reader = ToneReader()
    for which, hertz in enumerate(TONES):
        heard = []
        for pcm in (bytes(2 * FRAME), _sine(hertz), _sine(hertz), bytes(2 * FRAME)):
            sound = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            sound.planes[0].update(pcm)
            sound.sample_rate = RATE
            heard.append(reader.begins(sound))
        assert [one for one in heard if one is not None] == [which]


async def test_freezes_are_counted_as_browsers_do() -> None:
    smooth = Smoothness()
    for at in range(100):
        smooth.came(at / 15, 0.1)
    assert smooth.freezes == 0
    smooth.came(99 / 15 + 0.4, 0.1)
    assert smooth.freezes == 1


async def test_limits_are_held_to() -> None:
    good = Measured(first_frame=1.0, picture_delay_p95=0.1, sound_delay_p95=0.1,
                    freezes_a_minute=0.0, recovery=1.0)  # fmt: skip
    limits = Limits(first_frame=2.0, delay=0.3, freezes=1, recovery=5.0)
    assert failures(good, limits) == []
    assert failures(good, Limits()) == []
    assert len(failures(Measured(), limits)) == 5
