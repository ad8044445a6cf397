"""The observers that listen to audio levels."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from support.talk import first, talk
from support.waiting import PATIENCE
from worker_bridge import (
    ActiveSpeakerObserver,
    AudioLevelObserver,
    InvalidStateError,
    NotFoundError,
    ParameterError,
    Producer,
    Router,
)


async def test_observers_hear_who_speaks(router: Router, audio: Producer) -> None:
    levels: AudioLevelObserver = await router.create_audio_level_observer(
        interval=250, threshold=-70
    )
    speaker: ActiveSpeakerObserver = await router.create_active_speaker_observer(interval=100)
    for observer in (levels, speaker):
        await observer.add_producer(producer_id=audio.id)
    heard, dominant, silent = (
        first(levels, "volumes"),
        first(speaker, "dominantspeaker"),
        first(levels, "silence"),
    )
    watched = [
        first(levels.observer, "volumes"),
        first(speaker.observer, "dominantspeaker"),
        first(levels.observer, "silence"),
    ]
    (volumes,) = await talk(audio.send, heard)
    assert volumes == [{"producer": audio, "volume": -20}]
    (who,) = await talk(audio.send, dominant)
    assert who == {"producer": audio}
    async with asyncio.timeout(PATIENCE):
        await silent
    assert all(each.done() for each in watched)
    await levels.pause()
    assert levels.paused
    await levels.resume()
    await levels.remove_producer(producer_id=audio.id)
    with pytest.raises(NotFoundError):
        await levels.add_producer(producer_id="nobody")
    speaker.close()
    with pytest.raises(InvalidStateError):
        await speaker.pause()
    told = first(levels, "routerclose")
    router.close()
    assert told.done()


async def test_observers_refuse_wrong_settings(router: Router) -> None:
    wrong: Any
    for wrong in ({"max_entries": 0}, {"threshold": 1}, {"threshold": -128}, {"interval": "x"}):
        with pytest.raises(ParameterError):
            await router.create_audio_level_observer(**wrong)
    with pytest.raises(ParameterError):
        await router.create_active_speaker_observer(interval=-1)
    assert (await router.dump())["rtpObserverIds"] == []
