"""What people write to each other."""

from __future__ import annotations

import asyncio
import json
import re
from uuid import uuid4

from playwright.async_api import WebSocketRoute, expect

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


async def test_a_tall_window_shows_all(people: People, service: Service) -> None:
    [ben] = await people.arrive(service.url, "ben")
    code = await ben.new_meeting()
    for first in range(0, 120, 24):
        texts = [f"Message number {number}" for number in range(first, first + 24)]
        await somebody_says(service, code, texts)
    await ben.page.set_viewport_size({"width": 1000, "height": 6000})
    await ben.join_now()
    await ben.reads("Message number 119")
    await ben.reads("Message number 0")
    older = ben.log.get_by_role("button", name="Show older messages")
    await expect(older).not_to_be_attached()

    # By keyboard in a low one: what was being read stays where it was.
    await ben.press("Chat")
    await ben.page.set_viewport_size({"width": 1000, "height": 700})
    await ben.leave()
    await ben.page.get_by_role("button", name="Rejoin").click()
    await ben.join_now()
    await ben.reads("Message number 119")
    read = ben.log.get_by_text("Message number 75", exact=True)
    await expect(read).to_be_attached()
    await older.evaluate("(button) => button.focus({ preventScroll: true })")
    before = await read.bounding_box()
    await ben.page.keyboard.press("Enter")
    await expect(ben.log.get_by_text("Message number 25", exact=True)).to_be_attached()
    after = await read.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    await ben.page.keyboard.press("Enter")
    await expect(ben.log.get_by_text("Message number 0", exact=True)).to_be_attached()
    # The button is gone: the keyboard goes on in what it brought.
    await expect(ben.log).to_be_focused()


async def test_what_is_refused_goes_back_to_its_writer(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    refusals = ["too_many_requests", "too_many_requests", "no_such_code"]

    def between(page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def on_message(message: str | bytes) -> None:
            request = re.match(r'42(\d+)\["chat:send",', str(message))
            if request and refusals:
                error = {"code": refusals.pop(0), "message": "No such words."}
                page.send(f"43{request[1]}{json.dumps([{'ok': False, 'error': error}])}")
            else:
                server.send(message)

        page.on_message(on_message)

    await ada.page.route_web_socket(re.compile("/socket.io/"), between)
    await ada.new_meeting()
    await ada.join_now()
    field = ada.page.get_by_label("Message", exact=True)
    await ada.says("Good morning")
    alert = ada.log.get_by_role("alert")
    await expect(alert).to_contain_text("Not sent. That was a bit fast.")
    await alert.get_by_role("button", name="Edit").click()
    await expect(field).to_have_value("Good morning")
    await expect(field).to_be_focused()
    await expect(ada.log.get_by_text("Good morning")).not_to_be_attached()
    # What is written stays while the chat is closed.
    await ada.press("Close panel")
    await ada.press("Chat")
    await expect(field).to_have_value("Good morning")
    await field.press("Enter")
    await alert.get_by_role("button", name="Try again").click()
    await expect(alert).to_contain_text("Not sent. No such words.")
    await alert.get_by_role("button", name="Edit").click()
    await field.press("Enter")
    await ada.reads("Good morning")
    await expect(alert).not_to_be_attached()


async def test_pasted_and_composed(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ben.open_chat()
    await ada.says("a line\x0banother\x0c\x07 and \x1a more\x00")
    await ben.reads("a line\nanother\n and more")

    await ada.says("x" * 4000)
    await expect(ben.log.get_by_text("x" * 4000)).to_be_attached()
    field = ada.page.get_by_label("Message", exact=True)
    await field.fill("\x0b" + "👋" * 4001)
    await expect(ada.page.get_by_text("1 character too many")).to_be_visible()
    await expect(ada.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()

    await field.fill("にほんご")
    for how in ({"keyCode": 229}, {"isComposing": True, "keyCode": 13}):
        press = {"key": "Enter", "bubbles": True, "cancelable": True, **how}
        await field.dispatch_event("keydown", press)
    await expect(field).to_have_value("にほんご")
    await field.press("Enter")
    await ben.reads("にほんご")
    await expect(ben.log.get_by_text("にほんご")).to_have_count(1)


async def test_each_script_runs_its_own_way(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.new_meeting()
    await ada.join_now()
    direction = "(element) => getComputedStyle(element).direction"
    for text, expected in (("שלום (123)!", "rtl"), ("مرحبا", "rtl"), ("Hello", "ltr")):
        await ada.says(text)
        assert await ada.log.get_by_text(text, exact=True).evaluate(direction) == expected
    await ada.page.get_by_label("Message", exact=True).fill("שלום")
    assert await ada.page.get_by_label("Message", exact=True).evaluate(direction) == "rtl"
    await ada.says("请看https://example.org/a。谢谢")
    await expect(ada.log.get_by_role("link")).to_have_attribute("href", "https://example.org/a")


async def test_unread_messages_are_marked(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ada.says("Are you there?")
    await expect(ben.chat_button).to_have_accessible_description("1 unread")
    await ben.reads("Are you there?")
    await expect(ben.chat_button).not_to_have_accessible_description("1 unread")
