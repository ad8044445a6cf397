"""Computers in one physical room: one has the sound, the others are beside it without."""

from __future__ import annotations

from typing import Any

import pytest

from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
PRODUCE = {
    "transportId": "x", "kind": "audio", "source": "microphone", "rtpParameters": {},
    "paused": False,
}  # fmt: skip


async def met(server: Backend, count: int = 3) -> tuple[str, list[Client]]:
    """That many in a room of their own, the first its host."""
    people = [await server.client() for _ in range(count)]
    code = await people[0].new_room()
    for each in people:
        await each.join(code)
    return code, people


async def seen(client: Client, other: Client, **expected: Any) -> dict[str, Any]:
    """How they are seen, once it is so."""
    while True:
        told = await client.told("participant:updated")
        person: dict[str, Any] = told["participant"]
        if person["id"] == other.id and expected.items() <= person.items():
            return person


async def test_who_comes_beside_another_has_no_sound_whatever_they_say(shared: Backend) -> None:
    code, (ada, ben) = await met(shared, 2)
    cy = await shared.client()
    joined = await cy.join(code, companionOf=ben.id)
    assert joined["companionOf"] == ben.id
    assert "microphone" not in joined["permissions"]
    assert (await cy.told("media:stopped"))["sources"] == ["microphone"]
    await ada.told("participant:joined")
    told = (await ada.told("participant:joined"))["participant"]
    assert told["id"] == cy.id
    assert (told["companionOf"], told["microphone"], told["camera"]) == (ben.id, False, True)
    assert await cy.refused("media", microphone=True) == "without_sound"
    assert await cy.refused("sfu:produce", **PRODUCE) == "without_sound"
    assert await ada.refused("people:ask", participantId=cy.id, source="microphone") == (
        "without_sound"
    )
    await cy.do("media", microphone=False)
    await cy.do("media", camera=False)


async def test_a_lost_connection_changes_nothing(shared: Backend) -> None:
    code, (_ada, ben) = await met(shared, 2)
    cy = await shared.client()
    await cy.join(code, companionOf=ben.id)
    resume = {"participantId": cy.id, "token": cy.joined["resumeToken"]}
    await cy.socket.disconnect()
    await cy.connect()
    again = await cy.join(code, resume=resume)
    assert (again["resumed"], again["companionOf"]) == (True, ben.id)
    assert "microphone" not in again["permissions"]
    assert await cy.refused("media", microphone=True) == "without_sound"


async def test_who_is_not_there_is_nobody_to_be_beside(shared: Backend) -> None:
    code, (ada, ben) = await met(shared, 2)
    cy = await shared.client()
    joined = await cy.join(code, companionOf="nobody")
    assert joined["companionOf"] is None
    assert "microphone" in joined["permissions"]
    for who in ("nobody", cy.id):
        assert await cy.refused("companion", participantId=who) == "unknown_participant"
    # Nor is the window of before.
    other = await shared.another_window(cy)
    assert (await other.join(code, takeOver=True, companionOf=cy.id))["companionOf"] is None
    assert ada.id != ben.id


async def test_who_takes_over_from_a_window_of_before_is_beside_who_is_there(
    shared: Backend,
) -> None:
    code, (ada, ben, cy) = await met(shared)
    await ben.do("companion", participantId=cy.id)
    await seen(ada, ben, companionOf=cy.id)
    other = await shared.another_window(cy)
    joined = await other.join(code, takeOver=True, companionOf=ben.id)
    assert joined["companionOf"] == ben.id
    await seen(ada, ben, companionOf=None)


async def test_in_the_meeting_too_and_with_sound_again(shared: Backend) -> None:
    _, (ada, ben, cy) = await met(shared)
    await cy.do("companion", participantId=ben.id)
    assert (await seen(ada, cy, companionOf=ben.id))["microphone"] is False
    assert "microphone" not in (await cy.told("permissions"))["permissions"]
    assert (await cy.told("media:stopped"))["sources"] == ["microphone"]
    await cy.do("media", microphone=False)
    await cy.do("companion", participantId=None)
    # Nobody's microphone is turned on but by themselves.
    assert (await seen(ada, cy, companionOf=None))["microphone"] is False
    assert "microphone" in (await cy.told("permissions"))["permissions"]
    await cy.do("media", microphone=True)


async def test_one_alone_of_a_room_has_the_sound(shared: Backend) -> None:
    _, (ada, ben, cy, dan) = await met(shared, 4)
    await cy.do("companion", participantId=ben.id)
    # Beside a companion is beside who they are with.
    await dan.do("companion", participantId=cy.id)
    await seen(ada, dan, companionOf=ben.id)
    # Who has it takes it to another: all come along.
    await ben.do("companion", participantId=ada.id)
    for each in (ben, cy, dan):
        await seen(ada, each, companionOf=ada.id)
    # And to one who was beside them: they change places.
    await ada.do("companion", participantId=cy.id)
    for each, beside in ((ada, cy.id), (ben, cy.id), (cy, None), (dan, cy.id)):
        await seen(dan, each, companionOf=beside)


async def test_when_the_one_with_sound_goes_the_next_has_it(shared: Backend) -> None:
    _, (ada, ben, cy, dan) = await met(shared, 4)
    for each in (dan, cy):
        await each.do("companion", participantId=ben.id)
    await cy.told("permissions")
    await ben.do("leave")
    await seen(ada, cy, companionOf=None)
    await seen(ada, dan, companionOf=cy.id)
    assert "microphone" in (await cy.told("permissions"))["permissions"]
    await dan.do("media", microphone=False)
    await cy.do("leave")
    await seen(ada, dan, companionOf=None, microphone=False)
    await dan.do("media", microphone=True)


async def test_of_two_nothing_of_it_goes_past_the_server(shared: Backend) -> None:
    _, (_ada, ben) = await met(shared, 2)
    await ben.do("companion", participantId=_ada.id)
    assert (await ben.told("mode", reason="rules"))["mode"] == "sfu"
    await ben.do("companion", participantId=None)
    assert (await ben.told("mode", reason="returned"))["mode"] == "p2p"


async def test_who_may_come_in_finds_beside_whom(shared: Backend) -> None:
    code, (ada, ben, cy) = await met(shared)
    await cy.do("companion", participantId=ben.id)
    dan = await shared.client()
    address = f"{dan.url}/api/v1/rooms/{code}/present"
    async with dan.http.get(address, headers=dan.signed_in) as answer:
        found = await answer.json()
    assert found["count"] == 3
    assert found["people"] == [{"participantId": each.id, "name": each.name} for each in (ada, ben)]
    # Who has to ask to come in is told nobody's name.
    async with dan.http.get(address) as answer:
        assert (await answer.json())["people"] == []
