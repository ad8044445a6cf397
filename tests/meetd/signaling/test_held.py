"""What one is told while one comes in: nothing of it may be forgotten again by the answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from meetd.signaling import limits
from meetd.signaling.handlers import membership
from meetd.signaling.held import Held
from meetd.signaling.packets import message
from support.backend import Backend
from support.chat_files import met

HELLO = message("chat:message", {"content": "Hello"})
MORE = message("chat:message", {"content": "x" * 100_000})


@pytest.mark.asyncio(loop_scope="module")
async def test_what_happens_while_one_comes_in_follows_the_answer(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _, code = await met(shared)
    cy, dan = await shared.client(), await shared.client()
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> None:
        inside.set()
        await go_on.wait()

    monkeypatch.setattr(membership, "_transports", slow)
    async with asyncio.TaskGroup() as tasks:
        coming = tasks.create_task(cy.join(code, transports=True))
        await inside.wait()
        await dan.join(code)
        await ada.do("chat:send", clientId=str(uuid4()), content="Hello")
        await dan.told("chat:message")
        # What was sent to this socket before has arrived with this.
        await cy.do("ping")
        assert not cy.heard("participant:joined")
        assert not cy.heard("chat:message")
        go_on.set()
    known = {one["id"] for one in coming.result()["participants"]}
    assert dan.id not in known, "Then there would be nothing to be told of."
    await cy.told("participant:joined")
    assert (await cy.told("chat:message"))["message"]["content"] == "Hello"


@pytest.mark.asyncio(loop_scope="module")
async def test_it_follows_a_refusal_too(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    assert await ben.refused("join", code=code, microphone=True, camera=True) == "already_in_room"
    await ada.do("chat:send", clientId=str(uuid4()), content="Hello")
    await ben.told("chat:message")


def test_it_follows_the_last_of_several_answers() -> None:
    sent: list[str] = []
    held = Held(lambda sid, _: sent.append(sid), lambda _: None)
    with held.until_answered("one"):
        with held.until_answered("one"):
            held.tell("one", HELLO)
            held.tell("other", HELLO)
        assert sent == ["other"]
    assert sent == ["other", "one"]
    held.tell("one", HELLO)
    assert sent == ["other", "one", "one"]


def test_more_is_not_kept_than_may_wait_for_a_socket() -> None:
    cut: list[str] = []
    held = Held(lambda *_: pytest.fail("It is cut."), cut.append)
    with held.until_answered("one"):
        for _ in range(limits.MAX_WAITING // len(MORE.data) + 1):
            assert not cut
            held.tell("one", MORE)
        assert cut == ["one"]


def test_last_words_are_said_whatever_is_being_answered() -> None:
    sent: list[str] = []
    held = Held(lambda sid, _: sent.append(sid), lambda _: None)
    with held.until_answered("one"):
        held.tell("one", HELLO)
        held.release("one")
        assert sent == ["one"]
        held.tell("one", HELLO)
    assert sent == ["one", "one"]
