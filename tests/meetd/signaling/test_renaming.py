"""Another name for a meeting, and how one is spoken of."""

from __future__ import annotations

from uuid import uuid4

import pytest

from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def met(server: Backend) -> tuple[Client, Client, str]:
    ada, ben = await server.client(), await server.client()
    code = await ada.new_room()
    await ada.join(code)
    await ben.join(code)
    return ada, ben, code


async def said(client: Client) -> str:
    """The name that a message of theirs has."""
    answer = await client.do("chat:send", clientId=str(uuid4()), content="Hello")
    return str(answer["message"]["username"])


async def test_all_are_told_and_it_stays(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    await ben.do("rename", username="  Ben   Okafor ", pronouns="he/him")
    for each in (ada, ben):
        told = await each.told("participant:updated")
        assert told["participant"]["username"] == "Ben Okafor"
        assert told["participant"]["pronouns"] == "he/him"
    assert await said(ben) == "Ben Okafor"
    # The page is loaded anew.
    again = await shared.another_window(ben)
    joined = await again.join(code, takeOver=True, pronouns="they/them")
    assert (joined["username"], joined["pronouns"]) == ("Ben Okafor", "they/them")
    # One's own name is free to go back to.
    await again.do("rename", username=ben.name)
    assert await said(again) == ben.name
    # What was said before was said by who they were.
    history = await ada.do("chat:history")
    assert [one["username"] for one in history["messages"]] == ["Ben Okafor", ben.name]
    for each in (ada, again):
        await each.do("leave")
    other = await ada.new_room()
    assert (await again.join(other))["username"] == ben.name


async def test_a_guest_too(shared: Backend) -> None:
    ada = await shared.client()
    code = await ada.new_room(settings={"access": "open"})
    await ada.join(code)
    mara = await shared.guest(code, "Mara")
    await mara.join(code, pronouns="she/her")
    told = (await ada.told("participant:joined"))["participant"]
    assert (told["username"], told["pronouns"]) == ("Mara", "she/her")
    await mara.do("rename", username="Mara Lund", pronouns="")
    told = (await ada.told("participant:updated"))["participant"]
    assert (told["username"], told["pronouns"], told["guest"]) == ("Mara Lund", "", True)
    assert await said(mara) == "Mara Lund"


async def test_nobody_is_called_like_another(shared: Backend) -> None:
    ada, ben, _ = await met(shared)
    await ada.do("rename", username="Ada Lovelace")
    for name in ("Ada Lovelace", "ada  lovelace", "Ada L0velace", "AdaLovelace", ada.name):
        assert await ben.refused("rename", username=name) == "name_in_use"
    await ada.do("rename", username="ada lovelace")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a" * 41,
        "admin",
        "Bеn",
        "Ben\u202eneB",
        "Ben\x00",
        "<b>Ben</b>",
        "\u200b",
        "Ben\n😀",
    ],
)
async def test_what_is_no_name_is_none(shared: Backend, name: str) -> None:
    _, ben, _ = await met(shared)
    assert await ben.refused("rename", username=name) == "invalid_request"


@pytest.mark.parametrize("pronouns", ["a" * 25, "she\u202e", "<i>", "she\x00", "\u2800"])
async def test_nor_what_is_no_pronoun(shared: Backend, pronouns: str) -> None:
    _, ben, _ = await met(shared)
    assert await ben.refused("rename", username="Ben", pronouns=pronouns) == "invalid_request"


async def test_a_host_may_forbid_it(shared: Backend) -> None:
    ada, ben, _ = await met(shared)
    await ada.do("room:rules", mayRename=False)
    assert await ben.refused("rename", username="Ben") == "host_forbids"
    await ada.do("rename", username="Ada Lovelace")
