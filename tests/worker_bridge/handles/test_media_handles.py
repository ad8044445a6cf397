"""Producers and consumers: made, paused, layered, closed, and what their owners are told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from support.waiting import PATIENCE
from support.worker import OPUS, VP8_SIMULCAST
from worker_bridge import (
    Consumer,
    InvalidStateError,
    NotFoundError,
    ParameterError,
    Producer,
    RequestError,
    Router,
    UnsupportedError,
    WebRtcTransport,
)


@pytest.fixture
async def video(transport: WebRtcTransport) -> Producer:
    return await transport.produce(kind="video", rtp_parameters=VP8_SIMULCAST)


@pytest.fixture
async def consumer(router: Router, video: Producer, other_transport: WebRtcTransport) -> Consumer:
    return await other_transport.consume(
        producer_id=video.id, rtp_capabilities=router.rtp_capabilities
    )


async def event(thing: Any, name: str) -> Any:
    """What the next event of that name carries."""
    happened: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    thing.once(name, lambda *details: happened.set_result(details))
    async with asyncio.timeout(PATIENCE):
        return await happened


async def test_producer_shows_what_it_was_made_from(
    transport: WebRtcTransport, video: Producer, router: Router
) -> None:
    assert (video.kind, video.type, video.paused, video.closed) == (
        "video",
        "simulcast",
        False,
        False,
    )
    assert video.rtp_parameters["encodings"][0]["ssrc"] == 22222222
    assert video.rtp_parameters["msid"] == "stream track"
    assert video.consumable_rtp_parameters["codecs"][0]["payloadType"] == 101
    video.rtp_parameters["encodings"].clear()
    assert len(video.rtp_parameters["encodings"]) == 3, "copies are handed out"
    dump = await video.dump()
    assert dump["rtpParameters"]["encodings"][1]["ssrc"] == 22222223
    assert len(dump["rtpMapping"]["encodings"]) == 3
    assert (await router.dump())["mapProducerIdConsumerIds"] == [{"key": video.id, "values": []}]
    assert (await transport.dump())["producerIds"] == [video.id]


async def test_all_producers_of_a_transport_have_one_cname(transport: WebRtcTransport) -> None:
    first = await transport.produce(kind="audio", rtp_parameters=OPUS)
    other: Any = {**OPUS, "encodings": [{"ssrc": 5}], "mid": "7", "rtcp": {"cname": "another"}}
    second = await transport.produce(kind="audio", rtp_parameters=other)
    assert first.rtp_parameters["rtcp"]["cname"] == "the-cname"
    assert second.rtp_parameters["rtcp"]["cname"] == "the-cname"


async def test_refuses_an_id_twice(transport: WebRtcTransport) -> None:
    await transport.produce(kind="audio", rtp_parameters=OPUS, id="mine")
    with pytest.raises(ParameterError, match="exists already"):
        await transport.produce(kind="audio", rtp_parameters=OPUS, id="mine")


async def test_refuses_what_clashes_with_another_producer(transport: WebRtcTransport) -> None:
    await transport.produce(kind="audio", rtp_parameters=OPUS)
    with pytest.raises((ParameterError, RequestError)):
        await transport.produce(kind="audio", rtp_parameters=OPUS)
    assert len((await transport.dump())["producerIds"]) == 1


async def test_consumer_shows_what_it_was_made_from(
    consumer: Consumer, video: Producer, router: Router, other_transport: WebRtcTransport
) -> None:
    assert (consumer.producer_id, consumer.kind, consumer.type) == (video.id, "video", "simulcast")
    assert not consumer.paused
    assert not consumer.producer_paused
    assert consumer.priority == 1
    assert consumer.score == {"score": 10, "producerScore": 0, "producerScores": [0, 0, 0]}
    assert consumer.preferred_layers == {"spatialLayer": 2, "temporalLayer": 2}
    assert consumer.current_layers is None
    params = consumer.rtp_parameters
    assert params["mid"] == "0"
    (encoding,) = params["encodings"]
    assert encoding["scalabilityMode"] == "L3T3"
    dump = await consumer.dump()
    assert dump["type"] == "simulcast"
    assert dump["rtpParameters"]["encodings"][0]["ssrc"] == encoding["ssrc"]
    assert dump["rtpParameters"]["encodings"][0]["rtx"] == encoding["rtx"]
    assert dump["rtpParameters"]["mid"] == "0"
    assert [each["mimeType"] for each in dump["rtpParameters"]["codecs"]] == [
        "video/VP8",
        "video/rtx",
    ]
    assert (await router.dump())["mapConsumerIdProducerId"] == [
        {"key": consumer.id, "value": video.id}
    ]
    assert (await other_transport.dump())["mapSsrcConsumerId"] == [
        {"key": encoding["ssrc"], "value": consumer.id}
    ]


async def test_consumers_made_alike_differ_where_they_must(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    capabilities = router.rtp_capabilities
    many = await asyncio.gather(
        *(
            other_transport.consume(producer_id=video.id, rtp_capabilities=capabilities)
            for _ in range(120)
        )
    )
    assert len({consumer.id for consumer in many}) == 120
    assert [consumer.rtp_parameters["mid"] for consumer in many] == [str(i) for i in range(120)]
    assert len({consumer.rtp_parameters["encodings"][0]["ssrc"] for consumer in many}) == 120
    for consumer in (many[0], many[9], many[10], many[119]):
        dump, params = await consumer.dump(), consumer.rtp_parameters
        assert dump["rtpParameters"]["mid"] == params["mid"]
        assert dump["rtpParameters"]["encodings"][0]["ssrc"] == params["encodings"][0]["ssrc"]
        assert dump["rtpParameters"]["encodings"][0]["rtx"] == params["encodings"][0]["rtx"]
        assert dump["producerId"] == video.id


async def test_options_reach_the_consumer(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    consumer = await other_transport.consume(
        producer_id=video.id,
        rtp_capabilities=router.rtp_capabilities,
        paused=True,
        mid="a-mid-that-is-longer-than-eight",
        preferred_layers={"spatialLayer": 1, "temporalLayer": 0},
        enable_rtx=False,
        app_data={"seat": 4},
    )
    assert consumer.paused
    assert consumer.app_data == {"seat": 4}
    assert consumer.preferred_layers == {"spatialLayer": 1, "temporalLayer": 0}
    params = consumer.rtp_parameters
    assert params["mid"] == "a-mid-that-is-longer-than-eight"
    assert "rtx" not in params["encodings"][0]
    assert (await consumer.dump())["rtpParameters"]["mid"] == params["mid"]
    short = await other_transport.consume(
        producer_id=video.id, rtp_capabilities=router.rtp_capabilities, mid="ü"
    )
    assert (await short.dump())["rtpParameters"]["mid"] == "ü"


async def test_pipe_consumer_sends_all_streams(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    consumer = await other_transport.consume(
        producer_id=video.id, rtp_capabilities=router.rtp_capabilities, pipe=True
    )
    assert consumer.type == "pipe"
    assert len(consumer.rtp_parameters["encodings"]) == 3
    assert "mid" not in consumer.rtp_parameters
    dump = await consumer.dump()
    assert len(dump["rtpStreams"]) == 3


async def test_can_consume(router: Router, video: Producer) -> None:
    capabilities = router.rtp_capabilities
    assert router.can_consume(producer_id=video.id, rtp_capabilities=capabilities)
    audio_only: Any = {
        **capabilities,
        "codecs": [c for c in capabilities["codecs"] if c["kind"] == "audio"],
    }
    assert not router.can_consume(producer_id=video.id, rtp_capabilities=audio_only)
    assert not router.can_consume(producer_id="nobody", rtp_capabilities=capabilities)
    assert not router.can_consume(producer_id=video.id, rtp_capabilities={"codecs": 7})  # type: ignore[typeddict-item]
    assert not router.can_consume(producer_id=video.id, rtp_capabilities=None)  # type: ignore[arg-type]


async def test_consuming_refuses_what_cannot_be(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    capabilities = router.rtp_capabilities
    with pytest.raises(NotFoundError):
        await other_transport.consume(producer_id="nobody", rtp_capabilities=capabilities)
    with pytest.raises(UnsupportedError):
        await other_transport.consume(producer_id=video.id, rtp_capabilities={"codecs": []})
    with pytest.raises(ParameterError):
        await other_transport.consume(producer_id=video.id, rtp_capabilities=[])  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        await other_transport.consume(
            producer_id=video.id,
            rtp_capabilities=capabilities,
            paused="yes",  # type: ignore[arg-type]
        )
    assert (await other_transport.dump())["consumerIds"] == []


async def test_pausing_a_producer_reaches_its_consumers(
    consumer: Consumer, video: Producer
) -> None:
    seen: list[str] = []
    consumer.observer.on("pause", lambda: seen.append("pause"))
    consumer.observer.on("resume", lambda: seen.append("resume"))
    video.observer.on("pause", lambda: seen.append("producer"))
    paused = asyncio.ensure_future(event(consumer, "producerpause"))
    await asyncio.sleep(0)
    await video.pause()
    await paused
    assert video.paused
    assert consumer.producer_paused
    assert not consumer.paused
    resumed = asyncio.ensure_future(event(consumer, "producerresume"))
    await asyncio.sleep(0)
    await video.resume()
    await resumed
    assert not consumer.producer_paused
    await consumer.pause()
    assert consumer.paused
    await consumer.resume()
    assert sorted(seen) == ["pause", "pause", "producer", "resume", "resume"]


async def test_layers_priority_and_key_frames(consumer: Consumer) -> None:
    await consumer.set_preferred_layers(spatial_layer=1)
    assert consumer.preferred_layers == {"spatialLayer": 1, "temporalLayer": 2}
    await consumer.set_preferred_layers(spatial_layer=9, temporal_layer=9)
    assert consumer.preferred_layers == {"spatialLayer": 2, "temporalLayer": 2}
    await consumer.set_priority(7)
    assert consumer.priority == 7
    await consumer.unset_priority()
    assert consumer.priority == 1
    await consumer.request_key_frame()
    for wrong in (256, -1, "high", None, 1.5, True):
        with pytest.raises(ParameterError):
            await consumer.set_priority(wrong)  # type: ignore[arg-type]
        with pytest.raises(ParameterError):
            await consumer.set_preferred_layers(spatial_layer=wrong)  # type: ignore[arg-type]
    await consumer.enable_trace_event(["rtp", "keyframe"])
    assert set((await consumer.dump())["traceEventTypes"]) == {"keyframe", "rtp"}
    with pytest.raises(ParameterError):
        await consumer.enable_trace_event(["everything"])  # type: ignore[list-item]


async def test_closing_a_producer_closes_its_consumers(
    consumer: Consumer, video: Producer, router: Router
) -> None:
    seen: list[str] = []
    consumer.observer.on("close", lambda: seen.append("observer"))
    closed = asyncio.ensure_future(event(consumer, "producerclose"))
    await asyncio.sleep(0)
    video.close()
    video.close()
    await closed
    assert consumer.closed
    assert seen == ["observer"]
    assert (await router.dump())["mapProducerIdConsumerIds"] == []
    for handle in (consumer, video):
        with pytest.raises(InvalidStateError):
            await handle.pause()
        with pytest.raises(InvalidStateError):
            await handle.get_stats()


async def test_closing_a_consumer_leaves_its_producer(
    consumer: Consumer, video: Producer, router: Router
) -> None:
    consumer.close()
    assert (await router.dump())["mapProducerIdConsumerIds"] == [{"key": video.id, "values": []}]
    assert not video.closed


async def test_closing_a_transport_closes_what_is_on_it(
    consumer: Consumer, video: Producer, transport: WebRtcTransport, router: Router
) -> None:
    told: list[str] = []
    video.on("transportclose", lambda: told.append("producer"))
    closed = asyncio.ensure_future(event(consumer, "producerclose"))
    await asyncio.sleep(0)
    transport.close()
    assert told == ["producer"]
    assert (transport.ice_state, transport.dtls_state) == ("closed", "closed")
    await closed
    assert not router.can_consume(producer_id=video.id, rtp_capabilities=router.rtp_capabilities)
    with pytest.raises(InvalidStateError):
        await transport.produce(kind="audio", rtp_parameters=OPUS)


async def test_closing_while_consuming_leaves_nothing(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    consuming = asyncio.ensure_future(
        other_transport.consume(producer_id=video.id, rtp_capabilities=router.rtp_capabilities)
    )
    await asyncio.sleep(0)
    other_transport.close()
    with pytest.raises(InvalidStateError):
        await consuming
    assert (await router.dump())["mapConsumerIdProducerId"] == []


async def test_a_producer_closed_while_it_is_consumed_closes_the_consumer(
    router: Router, video: Producer, other_transport: WebRtcTransport
) -> None:
    """The worker's word of it comes before the consumer is known here, and is not lost."""
    asyncio.get_running_loop().call_soon(video.close)
    consumer = await other_transport.consume(
        producer_id=video.id, rtp_capabilities=router.rtp_capabilities
    )
    assert not consumer.closed
    await event(consumer, "producerclose")
    assert consumer.closed


async def test_handles_close_at_the_end_of_a_block(
    router: Router, transport: WebRtcTransport
) -> None:
    async with await transport.produce(kind="audio", rtp_parameters=OPUS) as producer:
        assert not producer.closed
    assert producer.closed
    async with router:
        pass
    assert transport.closed


async def test_a_failing_handler_does_not_keep_others_from_theirs(
    transport: WebRtcTransport, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def fails() -> None:
        raise ValueError("broken handler")

    producer = await transport.produce(kind="audio", rtp_parameters=OPUS)
    producer.on("transportclose", fails)
    producer.on("transportclose", lambda: told.append("second"))
    transport.close()
    assert told == ["second"]
    assert "broken handler" in caplog.text
    producer.off("transportclose", fails)


async def test_observer_events_of_a_router_and_transport(router: Router) -> None:
    made: list[str] = []
    router.observer.on("newtransport", lambda its: made.append(type(its).__name__))
    router.observer.on("newrtpobserver", lambda its: made.append(type(its).__name__))
    transport = await router.create_webrtc_transport(
        listen_infos=[{"protocol": "udp", "ip": "127.0.0.1"}]
    )
    transport.observer.on("newproducer", lambda its: made.append(its.kind))
    transport.observer.on("newconsumer", lambda its: made.append(its.type))
    producer = await transport.produce(kind="audio", rtp_parameters=OPUS)
    await transport.consume(producer_id=producer.id, rtp_capabilities=router.rtp_capabilities)
    await router.create_audio_level_observer()
    await router.create_active_speaker_observer()
    assert made == [
        "WebRtcTransport",
        "audio",
        "simple",
        "AudioLevelObserver",
        "ActiveSpeakerObserver",
    ]


async def test_bitrate_limits_and_traces(transport: WebRtcTransport) -> None:
    await transport.set_max_incoming_bitrate(1_000_000)
    await transport.set_max_outgoing_bitrate(2_000_000)
    await transport.set_min_outgoing_bitrate(100_000)
    await transport.enable_trace_event(["probation", "bwe"])
    (stats,) = await transport.get_stats()
    assert stats["maxIncomingBitrate"] == 1_000_000
    assert stats["maxOutgoingBitrate"] == 2_000_000
    assert stats["minOutgoingBitrate"] == 100_000
    assert set((await transport.dump())["traceEventTypes"]) == {"probation", "bwe"}
    for wrong in (-1, 2**64, "1", None, 1.5, float("nan")):
        with pytest.raises(ParameterError):
            await transport.set_max_incoming_bitrate(wrong)  # type: ignore[arg-type]


async def test_update_media_codecs(router: Router, transport: WebRtcTransport) -> None:
    h264: Any = {"kind": "video", "mimeType": "video/H264", "clockRate": 90000}
    router.update_media_codecs([h264])
    assert [c["mimeType"] for c in router.rtp_capabilities["codecs"]] == ["video/H264", "video/rtx"]
    with pytest.raises(UnsupportedError):
        await transport.produce(kind="audio", rtp_parameters=OPUS)
