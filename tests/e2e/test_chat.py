"""What people write to each other."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from playwright.async_api import expect

from support.people import People
from support.rest import register
from support.service import Service
from support.signaling import connected


async def test_a_message_reaches_all_once_and_in_order(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ada.says("Good morning")
    await ben.reads("Good morning")
    await ben.says("Hello <b>Ada</b> & all 👋")
    await ada.reads("Hello <b>Ada</b> & all 👋")
    for person in (ada, ben):
        await expect(person.log.get_by_text("Good morning", exact=True)).to_have_count(1)
        text = await person.log.inner_text()
        assert text.index("Good morning") < text.index("Hello <b>")


async def somebody_says(service: Service, code: str, texts: list[str]) -> None:
    """Come in, say something, and go."""
    token = await asyncio.to_thread(register, service)
    async with connected(service, {"token": token}) as socket:
        await socket.call("join", {"code": code, "microphone": False, "camera": False})
        for text in texts:
            said = await socket.call("chat:send", {"clientId": str(uuid4()), "content": text})
            assert said["ok"]
        await socket.call("leave", {})


async def test_who_comes_later_reads_what_was_said(people: People, service: Service) -> None:
    [ben] = await people.arrive(service.url, "ben")
    code = await ben.new_meeting()
    texts = [f"Message number {number}" for number in range(60)]
    # Several people, since none may say so much at once.
    for first in range(0, 60, 20):
        await somebody_says(service, code, texts[first : first + 20])

    await ben.join_now()
    await ben.reads("Message number 59")
    oldest = ben.log.get_by_text("Message number 0", exact=True)
    await expect(oldest).not_to_be_attached()
    await ben.log.hover()
    await ben.page.mouse.wheel(0, -10_000)
    await expect(oldest).to_be_attached()


async def test_unread_messages_are_marked(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ada.says("Are you there?")
    await expect(ben.chat_button).to_have_accessible_description("1 unread")
    await ben.reads("Are you there?")
    await expect(ben.chat_button).not_to_have_accessible_description("1 unread")
