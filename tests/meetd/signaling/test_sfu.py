"""Transports, producers and consumers: everybody has their own, and only those."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from support.backend import Backend
from support.produced import rtp_parameters
from support.sender import Sender
from worker_bridge import ActiveSpeakerObserver, Producer

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


@pytest_asyncio.fixture(loop_scope="module")
async def people(server: Backend) -> list[Sender]:
    """Three with transports."""
    clients = [await server.client() for _ in range(3)]
    code = await clients[0].new_room()
    senders = []
    for client in clients:
        await client.join(code)
        senders.append(Sender(client))
    for sender in senders:
        await sender.open()
    return senders


async def test_what_one_produces_the_others_can_consume(people: list[Sender]) -> None:
    anna, ben, _ = people
    camera = await anna.produce()
    told = (await ben.client.told("sfu:producer:new"))["producer"]
    assert told == {
        "id": camera,
        "participantId": anna.client.id,
        "kind": "video",
        "source": "camera",
        "paused": False,
    }
    answer = await ben.consume(camera)
    (consumer,) = answer["consumers"]
    assert (consumer["producerId"], consumer["kind"]) == (camera, "video")
    assert consumer["rtpParameters"]["encodings"]
    await ben.client.do("sfu:consumer:resume", consumerIds=[consumer["id"]])


async def test_who_comes_later_learns_of_all_producers(
    server: Backend, people: list[Sender]
) -> None:
    anna, *_ = people
    camera = await anna.produce()
    microphone = await anna.produce("microphone", paused=True)
    late = await server.client()
    mode = (await late.join(anna.client.joined["room"]["code"]))["mode"]
    assert {p["id"]: p["paused"] for p in mode["producers"]} == {camera: False, microphone: True}


async def test_pausing_and_closing_reach_the_others(people: list[Sender]) -> None:
    anna, ben, _ = people
    camera = await anna.produce()
    (consumer,) = (await ben.consume(camera))["consumers"]
    await anna.client.do("sfu:producer:pause", producerId=camera)
    await ben.client.told("sfu:producer:paused", producerId=camera)
    await anna.client.do("sfu:producer:resume", producerId=camera)
    await ben.client.told("sfu:producer:resumed", producerId=camera)
    await anna.client.do("sfu:producer:close", producerId=camera)
    await ben.client.told("sfu:producer:closed", producerId=camera)
    await ben.client.told("sfu:consumer:closed", consumerId=consumer["id"])


async def test_leaving_closes_what_one_had(people: list[Sender]) -> None:
    anna, ben, _ = people
    camera = await anna.produce()
    (consumer,) = (await ben.consume(camera))["consumers"]
    await anna.client.do("leave")
    await ben.client.told("sfu:consumer:closed", consumerId=consumer["id"])
    failed = (await ben.consume(camera))["failed"]
    assert failed == [{"producerId": camera, "code": "unknown_producer"}]


async def test_a_consumer_that_is_gone_keeps_no_other_from_flowing(people: list[Sender]) -> None:
    """Somebody stops while another asks for the pictures of all."""
    anna, ben, carl = people
    stopped, camera = await anna.produce(), await carl.produce()
    ids = [consumer["id"] for consumer in (await ben.consume(stopped, camera))["consumers"]]
    await anna.client.do("sfu:producer:close", producerId=stopped)
    await ben.client.told("sfu:consumer:closed", consumerId=ids[0])
    ask = ben.client.refused
    assert await ask("sfu:consumer:resume", consumerIds=ids) == "unknown_consumer"
    await carl.client.told("sfu:producer:demand", producerId=camera)
    assert await ask("sfu:consumer:close", consumerIds=ids) == "unknown_consumer"
    assert await ask("sfu:consumer:keyframe", consumerId=ids[1]) == "unknown_consumer"


async def test_one_producer_a_source(people: list[Sender]) -> None:
    anna, ben, _ = people
    first = await anna.produce()
    second = await anna.produce()
    await ben.client.told("sfu:producer:closed", producerId=first)
    assert [c["producerId"] for c in (await ben.consume(first, second))["consumers"]] == [second]


async def test_somebody_elses_things_cannot_be_named(people: list[Sender]) -> None:
    anna, eve, _ = people
    camera = await anna.produce()
    (consumer,) = (await people[2].consume(camera))["consumers"]
    ask = eve.client.refused
    assert await ask("sfu:transport:restart", transportId=anna.send) == "unknown_transport"
    assert await ask("sfu:transport:close", transportId=anna.send) == "unknown_transport"
    assert await ask("sfu:producer:close", producerId=camera) == "unknown_producer"
    assert await ask("sfu:producer:pause", producerId=camera) == "unknown_producer"
    ids = [consumer["id"]]
    assert await ask("sfu:consumer:pause", consumerIds=ids) == "unknown_consumer"
    assert await ask("sfu:consumer:keyframe", consumerId=consumer["id"]) == "unknown_consumer"
    answer = await anna.consume(camera)
    assert answer["failed"] == [{"producerId": camera, "code": "unknown_producer"}]


async def test_transports_have_a_direction(people: list[Sender]) -> None:
    anna, ben, _ = people
    camera = await anna.produce()
    refused = await ben.client.refused(
        "sfu:consume",
        transportId=ben.send,
        rtpCapabilities=ben.capabilities,
        producerIds=[camera],
    )
    assert refused == "invalid_request"


async def test_another_router_is_stale(people: list[Sender]) -> None:
    refused = await people[0].client.refused(
        "sfu:transport:create", routerId="another", direction="send"
    )
    assert refused == "stale_router"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"codecs": []},
        {"codecs": "VP8"},
        {"codecs": [{"mimeType": "video/NONE", "payloadType": 96, "clockRate": 90000}]},
        {"codecs": [{"mimeType": "video/VP8", "payloadType": 1e9, "clockRate": 90000}]},
        {"codecs": [None], "encodings": [None]},
        {**rtp_parameters("video"), "encodings": [{"ssrc": -1}]},
        {**rtp_parameters("video"), "encodings": [{"ssrc": float("1e300")}]},
        {**rtp_parameters("video"), "mid": 5},
        rtp_parameters("audio"),
    ],
)
async def test_parameters_that_the_worker_must_not_see(
    people: list[Sender], parameters: dict[str, Any]
) -> None:
    anna, ben, _ = people
    refused = await anna.client.refused(
        "sfu:produce",
        transportId=anna.send,
        kind="video",
        source="camera",
        rtpParameters=parameters,
        paused=False,
    )
    assert refused == "media_rejected"
    await ben.produce()


@pytest.mark.parametrize(
    "dtls",
    [
        {},
        {"fingerprints": []},
        {"role": "client", "fingerprints": [{"algorithm": "sha-0", "value": "AA"}]},
        {"role": "boss", "fingerprints": [{"algorithm": "sha-256", "value": "AA"}]},
        {"role": "client", "fingerprints": [{"algorithm": "sha-256", "value": 5}]},
    ],
)
async def test_fingerprints_that_the_worker_must_not_see(
    people: list[Sender], dtls: dict[str, Any]
) -> None:
    anna, *_ = people
    refused = await anna.client.refused(
        "sfu:transport:connect", transportId=anna.send, dtlsParameters=dtls
    )
    assert refused == "media_rejected"
    await anna.produce()


async def test_fingerprints_may_be_said_again_and_not_changed(people: list[Sender]) -> None:
    """Whoever got no answer says them again; a path that works must not end by it."""
    anna, *_ = people

    def connect(value: str) -> dict[str, Any]:
        prints = [{"algorithm": "sha-256", "value": ":".join([value] * 32)}]
        return {
            "transportId": anna.send,
            "dtlsParameters": {"role": "client", "fingerprints": prints},
        }

    both = (anna.client.ask("sfu:transport:connect", **connect("AB")) for _ in range(2))
    assert all(answer["ok"] for answer in await asyncio.gather(*both))
    for _ in range(2):
        assert (
            await anna.client.refused("sfu:transport:connect", **connect("CD")) == "media_rejected"
        )
    await anna.client.do("sfu:transport:connect", **connect("AB"))


async def test_layers_that_nobody_watches_need_not_be_sent(people: list[Sender]) -> None:
    anna, ben, carl = people
    made = await anna.client.do(
        "sfu:produce",
        transportId=anna.send,
        kind="video",
        source="camera",
        rtpParameters=rtp_parameters("video", layers=3),
        paused=False,
    )
    camera = made["producerId"]
    consumers = []
    for viewer in (ben, carl):
        (consumer,) = (await viewer.consume(camera))["consumers"]
        await viewer.client.do("sfu:consumer:layers", consumerId=consumer["id"], spatialLayer=0)
        await viewer.client.do("sfu:consumer:resume", consumerIds=[consumer["id"]])
        consumers.append(consumer["id"])
    await ben.client.do("sfu:consumer:layers", consumerId=consumers[0], spatialLayer=2)
    await anna.client.told("sfu:producer:demand", producerId=camera, spatialLayer=2)
    await ben.client.do("sfu:consumer:pause", consumerIds=[consumers[0]])
    await anna.client.told("sfu:producer:demand", producerId=camera, spatialLayer=0)
    await ben.client.do("sfu:consumer:resume", consumerIds=[consumers[0]])
    await anna.client.told("sfu:producer:demand", producerId=camera, spatialLayer=2)
    # In place of the one that wanted them; it is paused.
    await ben.consume(camera)
    await anna.client.told("sfu:producer:demand", producerId=camera, spatialLayer=0)


async def test_layers_of_several_are_asked_for_at_once(people: list[Sender]) -> None:
    anna, ben, carl = people
    cameras = {}
    for sender in (anna, carl):
        made = await sender.client.do(
            "sfu:produce",
            transportId=sender.send,
            kind="video",
            source="camera",
            rtpParameters=rtp_parameters("video", layers=3),
            paused=False,
        )
        cameras[made["producerId"]] = sender
    consumers = [(await ben.consume(camera))["consumers"][0]["id"] for camera in cameras]
    await ben.client.do("sfu:consumer:layers", consumerIds=consumers, spatialLayer=1)
    await ben.client.do("sfu:consumer:priority", consumerIds=consumers, priority=7)
    await ben.client.do("sfu:consumer:resume", consumerIds=consumers)
    for camera, sender in cameras.items():
        await sender.client.told("sfu:producer:demand", producerId=camera, spatialLayer=1)
    # One that is gone keeps no other from it.
    asked = {"consumerIds": ["gone", *consumers], "spatialLayer": 2}
    refused = await ben.client.ask("sfu:consumer:layers", **asked)
    assert refused["error"]["code"] == "unknown_consumer"
    for camera, sender in cameras.items():
        await sender.client.told("sfu:producer:demand", producerId=camera, spatialLayer=2)


@pytest.mark.parametrize("which", [{}, {"consumerId": "a", "consumerIds": ["b"]}])
async def test_layers_of_nobody_in_particular(people: list[Sender], which: dict[str, Any]) -> None:
    answer = await people[0].client.ask("sfu:consumer:layers", spatialLayer=1, **which)
    assert answer["error"]["code"] == "invalid_request"


class Slow:
    """A worker that does what it is asked for at once, and says so late."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, of: type, name: str) -> None:
        self.done = asyncio.Event()
        self.answers = asyncio.Event()
        real = getattr(of, name)

        async def slowly(*args: Any, **how: Any) -> None:
            await real(*args, **how)
            self.done.set()
            await self.answers.wait()

        monkeypatch.setattr(of, name, slowly)


@pytest.mark.parametrize("switch", ["pause", "resume"])
async def test_who_leaves_while_a_microphone_is_switched(
    people: list[Sender], monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    anna, *_ = people
    microphone = await anna.produce("microphone")
    slow = Slow(monkeypatch, Producer, switch)
    asked = anna.client.refused(f"sfu:producer:{switch}", producerId=microphone)
    switching = asyncio.create_task(asked)
    await slow.done.wait()
    await anna.client.do("leave")
    slow.answers.set()
    assert await switching == "unknown_producer"


async def test_who_leaves_while_a_microphone_is_opened(
    people: list[Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, _ = people
    slow = Slow(monkeypatch, ActiveSpeakerObserver, "add_producer")
    asked = anna.client.refused(
        "sfu:produce",
        transportId=anna.send,
        kind="audio",
        source="microphone",
        rtpParameters=rtp_parameters("audio"),
        paused=False,
    )
    producing = asyncio.create_task(asked)
    await slow.done.wait()
    await anna.client.do("leave")
    slow.answers.set()
    assert await producing == "unknown_producer"
    await ben.client.told("participant:left")
    assert ben.client.heard("sfu:producer:new") == []


async def test_who_joins_a_group_has_both_transports_with_the_answer(server: Backend) -> None:
    clients = [await server.client() for _ in range(3)]
    code = await clients[0].new_room()
    joined = [await client.join(code, transports=True) for client in clients]
    assert [answer["transports"] for answer in joined[:2]] == [None, None]
    made = joined[2]["transports"]
    assert made["routerId"] == joined[2]["mode"]["routerId"]
    sender = Sender(clients[2])
    sender.send, sender.recv = made["send"]["id"], made["recv"]["id"]
    assert sender.send != sender.recv
    await sender.produce()
    other = Sender(clients[0])
    await other.open()
    camera = await other.produce()
    assert (await sender.consume(camera))["failed"] == []


async def test_who_says_what_it_can_receive_has_consumers_with_the_answer(
    server: Backend, people: list[Sender]
) -> None:
    anna, ben, _ = people
    sent = {await anna.produce(), await anna.produce("microphone"), await ben.produce()}
    room = anna.client.joined
    late = await server.client()
    joined = await late.join(
        room["room"]["code"], transports=True, rtpCapabilities=anna.capabilities
    )
    consumed = joined["transports"]["consumed"]
    assert consumed["failed"] == []
    assert {consumer["producerId"] for consumer in consumed["consumers"]} == sent
    ids = [consumer["id"] for consumer in consumed["consumers"]]
    await late.do("sfu:consumer:resume", consumerIds=ids)
    sender = Sender(late)
    sender.recv = joined["transports"]["recv"]["id"]
    # They are on the transport that came with them.
    await late.do("sfu:transport:close", transportId=sender.recv)
    assert await late.refused("sfu:consumer:resume", consumerIds=ids) == "unknown_consumer"


@pytest.mark.parametrize(
    ("said", "consumed"),
    [
        ({}, None),
        ({"rtpCapabilities": None}, None),
        ({"rtpCapabilities": {"codecs": []}}, "media_rejected"),
        ({"rtpCapabilities": {"codecs": "all"}}, "media_rejected"),
    ],
    ids=repr,
)
async def test_who_can_receive_nothing_comes_in_all_the_same(
    server: Backend, people: list[Sender], said: dict[str, Any], consumed: str | None
) -> None:
    camera = await people[0].produce()
    late = await server.client()
    joined = await late.join(people[0].client.joined["room"]["code"], transports=True, **said)
    found = joined["transports"]["consumed"]
    if consumed is None:
        assert found is None
    else:
        failed = [{"producerId": camera, "code": consumed}]
        assert found == {"consumers": [], "failed": failed}


async def test_of_two_the_one_who_came_first_sorts_first(server: Backend) -> None:
    clients = [await server.client() for _ in range(5)]
    code = await clients[0].new_room()
    ids = [(await client.join(code))["participantId"] for client in clients]
    assert ids == sorted(ids)
