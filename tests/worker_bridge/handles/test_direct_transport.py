"""Packets and scores through a DirectTransport."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from support.rtp import parse_rtp, rtp_packet
from support.talk import first, talk
from support.waiting import PATIENCE
from support.worker import VP8_SIMULCAST
from worker_bridge import (
    DirectTransport,
    InvalidStateError,
    ParameterError,
    Producer,
    Router,
    UnsupportedError,
)


async def test_rtp_through_a_direct_transport(
    router: Router, direct: DirectTransport, audio: Producer
) -> None:
    consumer = await direct.consume(producer_id=audio.id, rtp_capabilities=router.rtp_capabilities)
    (data,) = await talk(audio.send, first(consumer, "rtp"))
    packet = parse_rtp(data)
    assert packet.payload == b"sound"
    assert packet.payload_type == 100
    assert packet.ssrc == consumer.rtp_parameters["encodings"][0]["ssrc"]
    assert (await audio.get_stats())[0]["packetCount"] > 0
    assert (await direct.get_stats())[0]["type"] == "direct-transport"
    assert (await direct.dump())["producerIds"] == [audio.id]
    direct.send_rtcp(bytes.fromhex("81c90007") + bytes(28))
    with pytest.raises(UnsupportedError):
        await direct.set_max_incoming_bitrate(1)
    for wrong in ("text", None, 5, [1]):
        with pytest.raises(ParameterError):
            audio.send(wrong)  # type: ignore[arg-type]
    audio.close()
    with pytest.raises(InvalidStateError):
        audio.send(b"")


async def test_traces_show_packets(
    router: Router, direct: DirectTransport, audio: Producer
) -> None:
    consumer = await direct.consume(producer_id=audio.id, rtp_capabilities=router.rtp_capabilities)
    for thing, direction, payload_type in ((audio, "in", 111), (consumer, "out", 100)):
        await thing.enable_trace_event(["rtp"])
        watched = first(thing.observer, "trace")
        (trace,) = await talk(audio.send, first(thing, "trace"))
        assert (trace["type"], trace["direction"]) == ("rtp", direction)
        assert trace["info"]["rtpPacket"]["payloadType"] == payload_type
        assert trace["timestamp"] > 0
        assert watched.result()[0]["type"] == "rtp"


async def test_scores_follow_the_packets(router: Router, direct: DirectTransport) -> None:
    video = await direct.produce(kind="video", rtp_parameters=VP8_SIMULCAST)
    consumer = await direct.consume(producer_id=video.id, rtp_capabilities=router.rtp_capabilities)
    scored, watched = first(video, "score"), first(video.observer, "score")
    consumer_scored, consumer_watched = first(consumer, "score"), first(consumer.observer, "score")
    numbers = itertools.count(1)

    def send(_: bytes) -> None:
        video.send(
            rtp_packet(
                payload_type=96,
                sequence=next(numbers),
                ssrc=22222222,
                payload=bytes.fromhex("1000000000") + bytes(50),
            )
        )

    (scores,) = await talk(send, scored)
    assert {"ssrc", "score", "encodingIdx"} <= scores[0].keys()
    assert video.score
    assert watched.done()
    (score,) = await talk(send, consumer_scored)
    assert max(score["producerScores"]) > 0
    assert consumer.score["score"] == 10
    assert consumer_watched.done()


KEY_FRAME = bytes.fromhex("1000000000") + bytes(50)
"""VP8 (RFC 7741): a descriptor that begins a partition, then a frame that is a key frame."""


async def test_the_camera_turns(direct: DirectTransport) -> None:
    video = await direct.produce(kind="video", rtp_parameters=VP8_SIMULCAST)
    turned, watched = (
        first(video, "videoorientationchange"),
        first(video.observer, "videoorientationchange"),
    )
    video.send(
        rtp_packet(
            payload_type=96,
            sequence=1,
            ssrc=22222222,
            payload=KEY_FRAME,
            extensions={13: b"\x05"},
        )
    )
    async with asyncio.timeout(PATIENCE):
        assert await turned == ({"camera": False, "flip": True, "rotation": 90},)
    assert watched.done()


async def test_layers_follow_what_is_sent(router: Router, direct: DirectTransport) -> None:
    video = await direct.produce(kind="video", rtp_parameters=VP8_SIMULCAST)
    consumer = await direct.consume(producer_id=video.id, rtp_capabilities=router.rtp_capabilities)
    changed, watched = first(consumer, "layerschange"), first(consumer.observer, "layerschange")
    asked, seen = first(direct, "rtcp"), first(direct.observer, "rtcp")
    numbers = itertools.count(1)

    def send(_: bytes) -> None:
        number = next(numbers)
        video.send(
            rtp_packet(
                payload_type=96,
                sequence=number,
                timestamp=number * 3000,
                ssrc=22222222,
                payload=KEY_FRAME,
            )
        )

    (layers,) = await talk(send, changed)
    assert layers["spatialLayer"] == 0
    assert consumer.current_layers == layers
    assert watched.done()
    await consumer.request_key_frame()
    (rtcp,) = await talk(send, asked)
    assert rtcp[1] in {200, 201, 205, 206}, "an RTCP packet (RFC 3550, RFC 4585)"
    assert seen.done()
