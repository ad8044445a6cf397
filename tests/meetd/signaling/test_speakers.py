"""Who speaks is known to everybody, whenever they come."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from meetd.media.router_handle import RouterHandle
from support.backend import Backend, Client
from support.produced import rtp_parameters
from worker_bridge import ActiveSpeakerObserver


class Talk:
    """Three in a room, each with a microphone, and the worker's ear."""

    def __init__(self, people: list[Client], ear: ActiveSpeakerObserver) -> None:
        self.people = people
        self._ear = ear
        self._microphones: dict[str, str] = {}

    async def open(self, person: Client) -> None:
        """Send a microphone."""
        made = await person.do(
            "sfu:transport:create", routerId=person.joined["mode"]["routerId"], direction="send"
        )
        produced = await person.do(
            "sfu:produce",
            transportId=made["id"],
            kind="audio",
            source="microphone",
            rtpParameters=rtp_parameters("audio"),
            paused=False,
        )
        self._microphones[person.id] = str(produced["producerId"])

    async def speaks(self, person: Client) -> None:
        """Be louder than all others, until everybody has heard so."""
        producer: Any = SimpleNamespace(id=self._microphones[person.id])
        self._ear.emit("dominantspeaker", {"producer": producer})
        for each in self.people:
            await each.told("speakers", dominant=person.id)


@pytest.fixture
async def talk(server: Backend, monkeypatch: pytest.MonkeyPatch) -> Talk:
    ears: list[ActiveSpeakerObserver] = []
    init = RouterHandle.__init__

    def noted(self: RouterHandle, *parts: Any) -> None:
        ears.extend(part for part in parts if isinstance(part, ActiveSpeakerObserver))
        init(self, *parts)

    monkeypatch.setattr(RouterHandle, "__init__", noted)
    people = [await server.client() for _ in range(3)]
    code = await people[0].new_room()
    for person in people:
        await person.join(code)
    # By itself it would name one of those who are silent.
    await ears[0].pause()
    talk = Talk(people, ears[0])
    for person in people:
        await talk.open(person)
    return talk


def room(person: Client) -> str:
    return str(person.joined["room"]["code"])


async def test_who_comes_while_somebody_speaks_is_told_who(server: Backend, talk: Talk) -> None:
    anna, *_ = talk.people
    before = await server.client()
    assert (await before.join(room(anna)))["mode"]["dominant"] is None
    await talk.speaks(anna)
    late = await server.client()
    assert (await late.join(room(anna)))["mode"]["dominant"] == anna.id


async def test_who_comes_back_is_told_who_speaks_now(talk: Talk) -> None:
    anna, ben, carl = talk.people
    await talk.speaks(anna)
    await ben.socket.disconnect()
    talk.people.remove(ben)
    await talk.speaks(carl)
    await ben.connect()
    resume = {"participantId": ben.id, "token": ben.joined["resumeToken"]}
    assert (await ben.join(room(ben), resume=resume))["mode"]["dominant"] == carl.id


async def test_who_speaks_and_leaves_is_not_remembered(server: Backend, talk: Talk) -> None:
    anna, ben, carl = talk.people
    await talk.speaks(anna)
    await anna.do("leave")
    for person in (ben, carl):
        await person.told("speakers", dominant=None)
    for _ in range(2):
        late = await server.client()
        assert (await late.join(room(ben)))["mode"]["dominant"] is None


async def test_between_two_nobody_speaks_above_all_others(talk: Talk) -> None:
    anna, ben, carl = talk.people
    await talk.speaks(anna)
    await carl.do("leave")
    assert (await ben.told("mode", reason="returned"))["dominant"] is None
