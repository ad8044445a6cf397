"""Bots in real rooms, with real media."""

from __future__ import annotations

import asyncio

import psutil
import pytest

from meetd.bot import CallEnded, Left, Refused, room
from meetd.bot.events import Back, Changed
from meetd.bot.sound import RATE
from support.bot_room import BOT_PATIENCE, BotRoom, first_loud, tone

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("plain", [None, False])
async def test_it_says_hears_and_writes(place: BotRoom, plain: bool | None) -> None:
    ada, bob = await place.token("Ada"), await place.token("Bob")
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada, plain=plain) as one,
        room(f"{place.url}#token={bob}", plain=plain) as two,
    ):
        peer = await two.peer("Ada")
        assert peer.bot
        assert peer.guest
        saying = asyncio.create_task(one.say(tone(20)))
        heard = await first_loud(two.audio(peer))
        assert heard.sample_rate == RATE
        # Beside the server, unless asked otherwise, it needs no ICE.
        assert one.media.is_plain == two.media.is_plain == (plain is None)
        saying.cancel()
        events, chat = two.events(), two.messages()
        reads = asyncio.ensure_future(anext(chat))
        await asyncio.sleep(0)
        written = await one.write("Hello")
        read = await reads
        assert (read.id, read.text, read.author) == (written.id, "Hello", "Ada")
        raised = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        await one.raise_hand()
        event = await raised
        while not (isinstance(event, Changed) and event.peer.hand is not None):
            event = await anext(events)
        await one.leave()
        while not isinstance(event, Left):
            event = await anext(events)
        assert event.peer is peer


async def test_it_comes_back(place: BotRoom) -> None:
    ada, bob = await place.token("Ada"), await place.token("Bob")
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada) as one,
        room(place.url, bob) as two,
    ):
        peer = await two.peer("Ada")
        sound = two.audio(peer)
        saying = asyncio.create_task(one.say(tone(60)))
        await first_loud(sound)
        events = two.events()
        back = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        await two.break_connection()
        event = await back
        while not isinstance(event, Back):
            event = await anext(events)
        assert event.resumed
        for _ in range(100):
            await anext(sound)
        saying.cancel()


async def test_another_worker_takes_its_media_over(place: BotRoom) -> None:
    ada, bob = await place.token("Ada"), await place.token("Bob")
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada) as one,
        room(place.url, bob) as two,
    ):
        saying = asyncio.create_task(one.say(tone(120)))
        sound = two.audio(await two.peer("Ada"))
        await first_loud(sound)
        before = two.media.router_id
        for worker in psutil.Process().children():
            if "mediasoup" in worker.name():
                worker.kill()
        while two.media.router_id in {None, before}:
            await anext(sound)
        await first_loud(sound)
        saying.cancel()


async def test_it_gives_up_in_the_end(place: BotRoom) -> None:
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, await place.token(), patience=0.5) as call,
    ):
        call._door.server = "http://127.0.0.1:9"
        await call.break_connection()
        assert await call.over() == "lost"


async def test_it_ends_with_the_meeting(place: BotRoom) -> None:
    await place.host.join(place.code)
    async with asyncio.timeout(BOT_PATIENCE), room(place.url, await place.token()) as call:
        (host,) = call.peers
        assert not host.bot
        await place.host.do("people:remove", participantId=call.id)
        assert await call.over() == "removed"
        assert [frame async for frame in call.audio(host)] == []
        assert [event async for event in call.events()] == []


async def test_who_leads_can_silence_it(place: BotRoom) -> None:
    await place.host.join(place.code)
    async with asyncio.timeout(BOT_PATIENCE), room(place.url, await place.token()) as call:
        for at in range(2):
            saying = asyncio.create_task(call.say(tone(120)))
            await place.host.told("sfu:producer:new")
            if at == 0:
                await place.host.do("people:stop", participantId=call.id, source="microphone")
                with pytest.raises(Refused, match="stopped"):
                    await saying
                with pytest.raises(Refused, match="stopped"):
                    await call.say(tone(1))
                call.go_on("microphone")
            else:
                await place.host.do("people:remove", participantId=call.id)
                with pytest.raises(CallEnded, match="removed"):
                    await saying


async def test_it_needs_no_mark_to_take_part(place: BotRoom) -> None:
    ada, bob = await place.token("Ada", bot=False), await place.token("Bob", bot=False)
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada) as one,
        room(place.url, bob) as two,
    ):
        saying = asyncio.create_task(one.say(tone(60)))
        peer = await two.peer("Ada")
        assert not peer.bot
        await first_loud(two.audio(peer))
        saying.cancel()


async def test_what_is_refused_says_why(place: BotRoom) -> None:
    with pytest.raises(Refused, match="join_token_void"):
        async with room(place.url, "mj_" + "x" * 43):
            pass
    mute = await place.token(may=["chat"])
    async with asyncio.timeout(BOT_PATIENCE), room(place.url, mute) as call:
        with pytest.raises(Refused, match="microphone"):
            await call.say(b"\0" * 960)
