"""Bots: programs that take part in a meeting.

    async with room("https://meet.example.org/abc-defg-hij", token) as call:
        async for frame in call.audio(call.peers[0]):
            await call.say(frame)

They come by a join token that says they are bots (`"bot": true`), everybody sees that, and their
media passes the server. Needs `pip install 'meetd[bot]'`."""

from __future__ import annotations

from meetd.bot import installed as _installed  # noqa: F401
from meetd.bot.call import Call, room
from meetd.bot.chat import Message
from meetd.bot.door import Door
from meetd.bot.errors import CallEnded, LineLost, Refused
from meetd.bot.events import Back, Changed, Event, Joined, Left, Lost, Speaks
from meetd.bot.peers import Peer
from meetd.bot.sound import pcm_of

__all__ = [
    "Back",
    "Call",
    "CallEnded",
    "Changed",
    "Door",
    "Event",
    "Joined",
    "Left",
    "LineLost",
    "Lost",
    "Message",
    "Peer",
    "Refused",
    "Speaks",
    "pcm_of",
    "room",
]
