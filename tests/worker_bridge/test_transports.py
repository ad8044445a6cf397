"""Plain, pipe and direct transports, data and the observers, with packets that really travel."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support.rtp import parse_rtp, rtp_packet
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, VP8_SIMULCAST, running_worker
from worker_bridge import (
    ActiveSpeakerObserver,
    AudioLevelObserver,
    DirectTransport,
    InvalidStateError,
    NotFoundError,
    ParameterError,
    Producer,
    RequestError,
    Router,
    UnsupportedError,
    Worker,
)

PATIENCE = 15
LEVEL = 1
"""Id of the audio level header extension in OPUS."""


class Udp(asyncio.DatagramProtocol):
    """A UDP socket on loopback."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> Udp:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        return self

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.arrived.put_nowait(data)

    def send(self, data: bytes, port: int) -> None:
        assert self._transport is not None
        self._transport.sendto(data, ("127.0.0.1", port))

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


@pytest.fixture
async def udp() -> AsyncIterator[Udp]:
    its = await Udp().open()
    yield its
    its.close()


@pytest.fixture
async def direct(router: Router) -> DirectTransport:
    return await router.create_direct_transport()


@pytest.fixture
async def audio(direct: DirectTransport) -> Producer:
    params: Any = OPUS
    return await direct.produce(kind="audio", rtp_parameters=params)


def opus_packet(sequence: int, *, level: int = 20, ssrc: int = 11111111) -> bytes:
    """20 ms of sound that is `level` below full scale, in -dBov."""
    return rtp_packet(
        payload_type=111,
        sequence=sequence,
        timestamp=sequence * 960,
        ssrc=ssrc,
        payload=b"sound",
        extensions={LEVEL: bytes([0x80 | level])},
    )


async def talk(send: Any, until: asyncio.Future[Any]) -> Any:
    """Send packets until something happens, which is returned."""
    async with asyncio.timeout(PATIENCE):
        sequence = 0
        while not until.done():
            send(opus_packet(sequence))
            sequence += 1
            await asyncio.wait([until], timeout=0.02)
        return until.result()


def first(thing: Any, name: str) -> asyncio.Future[Any]:
    """Done with what the first event of that name carries."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    thing.once(name, lambda *details: future.set_result(details))
    return future


# -- direct ----------------------------------------------------------------------------------


async def test_rtp_through_a_direct_transport(
    router: Router, direct: DirectTransport, audio: Producer
) -> None:
    consumer = await direct.consume(
        producer_id=audio.id, rtp_capabilities=router.rtp_capabilities
    )
    (data,) = await talk(audio.send, first(consumer, "rtp"))
    packet = parse_rtp(data)
    assert packet.payload == b"sound"
    assert packet.payload_type == 100
    assert packet.ssrc == consumer.rtp_parameters["encodings"][0]["ssrc"]
    assert (await audio.get_stats())[0]["packetCount"] > 0
    assert (await direct.get_stats())[0]["type"] == "direct-transport"
    assert (await direct.dump())["direct"]
    direct.send_rtcp(bytes.fromhex("81c90007") + bytes(28))
    with pytest.raises(UnsupportedError):
        await direct.set_max_incoming_bitrate(1)
    for wrong in ("text", None, 5, [1]):
        with pytest.raises(ParameterError):
            audio.send(wrong)  # type: ignore[arg-type]
    audio.close()
    with pytest.raises(InvalidStateError):
        audio.send(b"")


async def test_traces_show_packets(direct: DirectTransport, audio: Producer) -> None:
    await audio.enable_trace_event(["rtp"])
    (trace,) = await talk(audio.send, first(audio, "trace"))
    assert (trace["type"], trace["direction"]) == ("rtp", "in")
    assert trace["info"]["rtpPacket"]["payloadType"] == 111
    assert trace["timestamp"] > 0


async def test_scores_follow_the_packets(router: Router, direct: DirectTransport) -> None:
    params: Any = VP8_SIMULCAST
    video = await direct.produce(kind="video", rtp_parameters=params)
    scored = first(video, "score")

    def send(_: bytes) -> None:
        send.number += 1  # type: ignore[attr-defined]
        video.send(
            rtp_packet(
                payload_type=96,
                sequence=send.number,  # type: ignore[attr-defined]
                ssrc=22222222,
                payload=bytes.fromhex("1000000000") + bytes(50),
            )
        )

    send.number = 0  # type: ignore[attr-defined]
    (scores,) = await talk(send, scored)
    assert {"ssrc", "score", "encodingIdx"} <= scores[0].keys()
    assert video.score


async def test_messages_through_a_direct_transport(
    router: Router, direct: DirectTransport
) -> None:
    data_producer = await direct.produce_data(label="chat", protocol="json", app_data={"a": 1})
    everything = await direct.consume_data(data_producer_id=data_producer.id)
    some = await direct.consume_data(data_producer_id=data_producer.id, subchannels=[1, 2])
    assert (everything.label, everything.protocol, everything.type) == ("chat", "json", "direct")
    assert everything.stream_id is None
    got: dict[str, list[tuple[bytes, int]]] = {"everything": [], "some": []}
    everything.on("message", lambda *message: got["everything"].append(message))
    some.on("message", lambda *message: got["some"].append(message))
    data_producer.send("text")
    data_producer.send(b"bytes")
    data_producer.send("")
    data_producer.send(b"")
    data_producer.send("only 2", subchannels=[2])
    data_producer.send("not 1", subchannels=[1, 2], ignored_subchannel=1)
    data_producer.send("only with 3", subchannels=[2], required_subchannel=3)
    await direct.dump()
    common = [(b"text", 51), (b"bytes", 53), (b" ", 56), (b"\0", 57)]
    assert got["everything"][:4] == common
    assert got["some"] == [*common, (b"only 2", 51)]
    await some.add_subchannel(5)
    assert sorted(some.subchannels) == [1, 2, 5]
    await some.remove_subchannel(1)
    await some.set_subchannels([7])
    assert some.subchannels == [7]
    assert (await some.dump())["subchannels"] == [7]
    await some.pause()
    assert some.paused
    paused = first(everything, "dataproducerpause")
    await data_producer.pause()
    await paused
    assert everything.data_producer_paused
    await data_producer.resume()
    await some.resume()
    assert (await data_producer.get_stats())[0]["messagesReceived"] == 7
    assert (await data_producer.dump())["label"] == "chat"
    closed = first(everything, "dataproducerclose")
    data_producer.close()
    await closed
    assert everything.closed
    with pytest.raises(NotFoundError):
        await direct.consume_data(data_producer_id=data_producer.id)
    for wrong in (5, None, ["x"], "\ud800"):
        with pytest.raises((ParameterError, InvalidStateError)):
            data_producer.send(wrong)  # type: ignore[arg-type]


async def test_sctp_streams_are_given_out_once(router: Router) -> None:
    sender = await router.create_webrtc_transport(listen_infos=[LOOPBACK], enable_sctp=True)
    receiver = await router.create_webrtc_transport(listen_infos=[LOOPBACK], enable_sctp=True)
    assert sender.sctp_state == "new"
    assert sender.sctp_parameters is not None
    data_producer = await sender.produce_data(
        sctp_stream_parameters={"streamId": 3, "ordered": False, "maxRetransmits": 2}
    )
    first_one = await receiver.consume_data(data_producer_id=data_producer.id)
    assert first_one.sctp_stream_parameters == {
        "streamId": 0,
        "ordered": False,
        "maxRetransmits": 2,
    }
    second = await receiver.consume_data(data_producer_id=data_producer.id, ordered=True)
    assert second.sctp_stream_parameters == {"streamId": 1, "ordered": True}
    third = await receiver.consume_data(
        data_producer_id=data_producer.id, max_packet_life_time=100
    )
    assert third.stream_id == 2
    first_one.close()
    assert (await receiver.dump())["dataConsumerIds"].count(first_one.id) == 0
    with pytest.raises(ParameterError):
        await sender.produce_data()
    with pytest.raises(ParameterError):
        await sender.produce_data(
            sctp_stream_parameters={"streamId": 4, "ordered": True, "maxRetransmits": 2}
        )
    assert await second.get_buffered_amount() == 0
    await second.set_buffered_amount_low_threshold(1000)
    assert (await second.dump())["bufferedAmountLowThreshold"] == 1000


# -- plain -----------------------------------------------------------------------------------


async def test_plain_rtp_in_and_out(router: Router, udp: Udp) -> None:
    incoming = await router.create_plain_transport(listen_info=LOOPBACK, comedia=True)
    outgoing = await router.create_plain_transport(listen_info=LOOPBACK)
    await outgoing.connect(ip="127.0.0.1", port=udp.port)
    params: Any = OPUS
    producer = await incoming.produce(kind="audio", rtp_parameters=params)
    await outgoing.consume(producer_id=producer.id, rtp_capabilities=router.rtp_capabilities)
    learnt = first(incoming, "tuple")
    (its_tuple,) = await talk(lambda data: udp.send(data, incoming.tuple["localPort"]), learnt)
    assert its_tuple["remotePort"] == udp.port == incoming.tuple["remotePort"]
    async with asyncio.timeout(PATIENCE):
        while parse_rtp(data := await udp.arrived.get()).payload_type != 100:
            pass
        assert parse_rtp(data).payload == b"sound"
    (stats,) = await outgoing.get_stats()
    assert stats["type"] == "plain-rtp-transport"
    assert stats["tuple"]["remotePort"] == udp.port
    assert incoming.comedia
    assert incoming.rtcp_mux
    assert (await incoming.dump())["comedia"]


async def test_plain_rtcp_on_a_port_of_its_own(router: Router, udp: Udp) -> None:
    its = await router.create_plain_transport(listen_info=LOOPBACK, rtcp_mux=False)
    assert its.rtcp_tuple is not None
    assert its.rtcp_tuple["localPort"] != its.tuple["localPort"]
    await its.connect(ip="127.0.0.1", port=udp.port, rtcp_port=udp.port)
    assert its.rtcp_tuple["remotePort"] == udp.port
    with pytest.raises(RequestError):
        await its.connect(ip="127.0.0.1", port=udp.port, rtcp_port=udp.port)
    chosen = await router.create_plain_transport(listen_info=LOOPBACK, rtcp_listen_info=LOOPBACK)
    assert not chosen.rtcp_mux


@pytest.mark.parametrize(
    ("suite", "key_length"),
    [("AES_CM_128_HMAC_SHA1_80", 30), ("AEAD_AES_128_GCM", 28), ("AEAD_AES_256_GCM", 44)],
)
async def test_plain_srtp(router: Router, suite: Any, key_length: int) -> None:
    """From one SRTP transport to another and back into a router, through real encryption."""
    one = await router.create_plain_transport(
        listen_info=LOOPBACK, enable_srtp=True, srtp_crypto_suite=suite
    )
    other = await router.create_plain_transport(
        listen_info=LOOPBACK, enable_srtp=True, srtp_crypto_suite=suite
    )
    assert one.srtp_parameters is not None
    assert other.srtp_parameters is not None
    assert one.srtp_parameters["cryptoSuite"] == suite
    assert len(base64.b64decode(one.srtp_parameters["keyBase64"])) == key_length
    for end, peer in ((one, other), (other, one)):
        assert peer.srtp_parameters is not None
        await end.connect(
            ip="127.0.0.1",
            port=peer.tuple["localPort"],
            srtp_parameters=peer.srtp_parameters,
        )
    direct = await router.create_direct_transport()
    params: Any = OPUS
    source = await direct.produce(kind="audio", rtp_parameters=params)
    sent = await one.consume(producer_id=source.id, rtp_capabilities=router.rtp_capabilities)
    received = await other.produce(kind="audio", rtp_parameters=sent.rtp_parameters)
    sink = await direct.consume(
        producer_id=received.id, rtp_capabilities=router.rtp_capabilities
    )
    (data,) = await talk(source.send, first(sink, "rtp"))
    assert parse_rtp(data).payload == b"sound"


# -- pipe ------------------------------------------------------------------------------------


@pytest.fixture
async def far_router() -> AsyncIterator[Router]:
    """A router of another worker."""
    async with running_worker(log_level="none") as other:
        yield await other.create_router(media_codecs=MEDIA_CODECS)


@pytest.mark.parametrize("options", [{}, {"enable_rtx": True, "enable_srtp": True}])
async def test_a_producer_piped_to_another_worker(
    router: Router, far_router: Router, audio: Producer, options: Any
) -> None:
    piped = await router.pipe_to_router(router=far_router, producer_id=audio.id, **options)
    assert piped.pipe_producer is not None
    assert piped.pipe_consumer is not None
    assert piped.pipe_producer.id == audio.id
    far = await far_router.create_direct_transport()
    consumer = await far.consume(
        producer_id=audio.id, rtp_capabilities=far_router.rtp_capabilities
    )
    (data,) = await talk(audio.send, first(consumer, "rtp"))
    assert parse_rtp(data).payload == b"sound"
    paused, copy_paused = (
        first(consumer, "producerpause"),
        first(piped.pipe_producer.observer, "pause"),
    )
    await audio.pause()
    async with asyncio.timeout(PATIENCE):
        await paused
        await copy_paused
    assert piped.pipe_producer.paused
    resumed = first(consumer, "producerresume")
    await audio.resume()
    async with asyncio.timeout(PATIENCE):
        await resumed
    closed = first(consumer, "producerclose")
    audio.close()
    async with asyncio.timeout(PATIENCE):
        await closed
    assert piped.pipe_producer.closed


async def test_two_routers_share_one_pair_of_pipes(
    router: Router, far_router: Router, direct: DirectTransport
) -> None:
    producers = [
        await direct.produce(
            kind="audio",
            rtp_parameters={**OPUS, "encodings": [{"ssrc": i + 1}], "mid": str(i)},  # type: ignore[typeddict-item]
        )
        for i in range(3)
    ]
    all_piped = await asyncio.gather(
        *(
            router.pipe_to_router(router=far_router, producer_id=each.id, keep_id=False)
            for each in producers
        )
    )
    assert len((await far_router.dump())["transportIds"]) == 1
    assert len((await router.dump())["transportIds"]) == 2, "the direct one and a pipe"
    copies = {piped.pipe_producer.id for piped in all_piped if piped.pipe_producer}
    assert len(copies) == 3
    assert not copies & {each.id for each in producers}
    data_producer = await direct.produce_data(label="x")
    data = await router.pipe_to_router(router=far_router, data_producer_id=data_producer.id)
    assert data.pipe_data_producer is not None
    assert data.pipe_data_producer.label == "x"
    far = await far_router.create_direct_transport()
    receiver = await far.consume_data(data_producer_id=data_producer.id)
    came = first(receiver, "message")
    async with asyncio.timeout(PATIENCE):
        while not came.done():  # until SCTP between the two is up
            data_producer.send("hello")
            await asyncio.wait([came], timeout=0.05)
    assert came.result() == (b"hello", 51)
    data_producer.close()
    pipe_transports = (await far_router.dump())["transportIds"]
    assert len(pipe_transports) == 2
    far_router.close()
    for piped in all_piped:
        assert piped.pipe_consumer is not None
        assert piped.pipe_consumer.closed
    assert (await router.dump())["transportIds"] == [direct.id]


async def test_piping_refuses_what_cannot_be(
    router: Router, far_router: Router, audio: Producer
) -> None:
    with pytest.raises(ParameterError):
        await router.pipe_to_router(router=router, producer_id=audio.id)
    with pytest.raises(ParameterError):
        await router.pipe_to_router(router=far_router)
    with pytest.raises(NotFoundError):
        await router.pipe_to_router(router=far_router, producer_id="nobody")
    with pytest.raises(ParameterError):
        await router.pipe_to_router(
            router=far_router,
            producer_id=audio.id,
            listen_info={"protocol": "udp"},  # type: ignore[typeddict-item]
        )
    assert (await far_router.dump())["transportIds"] == []
    await router.pipe_to_router(router=far_router, producer_id=audio.id)


# -- observers -------------------------------------------------------------------------------


async def test_observers_hear_who_speaks(router: Router, audio: Producer) -> None:
    levels: AudioLevelObserver = await router.create_audio_level_observer(
        interval=250, threshold=-70
    )
    speaker: ActiveSpeakerObserver = await router.create_active_speaker_observer(interval=100)
    for observer in (levels, speaker):
        await observer.add_producer(producer_id=audio.id)
    heard, dominant, silent = (
        first(levels, "volumes"),
        first(speaker, "dominantspeaker"),
        first(levels, "silence"),
    )
    (volumes,) = await talk(audio.send, heard)
    assert volumes == [{"producer": audio, "volume": -20}]
    (who,) = await talk(audio.send, dominant)
    assert who == {"producer": audio}
    async with asyncio.timeout(PATIENCE):
        await silent
    await levels.pause()
    assert levels.paused
    await levels.resume()
    await levels.remove_producer(producer_id=audio.id)
    with pytest.raises(NotFoundError):
        await levels.add_producer(producer_id="nobody")
    speaker.close()
    with pytest.raises(InvalidStateError):
        await speaker.pause()
    told = first(levels, "routerclose")
    router.close()
    assert told.done()


async def test_observers_refuse_wrong_settings(router: Router) -> None:
    for wrong in ({"max_entries": 0}, {"threshold": 1}, {"threshold": -128}, {"interval": "x"}):
        with pytest.raises(ParameterError):
            await router.create_audio_level_observer(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        await router.create_active_speaker_observer(interval=-1)
    assert (await router.dump())["rtpObserverIds"] == []


async def test_transports_refuse_wrong_settings(router: Router, worker: Worker) -> None:
    server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
    for wrong in (
        {},
        {"webrtc_server": server, "listen_infos": [LOOPBACK]},
        {"listen_infos": []},
        {"listen_infos": [{"protocol": "sctp", "ip": "127.0.0.1"}]},
        {"listen_infos": [{"protocol": "udp"}]},
        {"listen_infos": [{**LOOPBACK, "port": 65536}]},
        {"listen_infos": [{**LOOPBACK, "portRange": {"min": -1, "max": 5}}]},
        {"listen_infos": [None]},
        {"listen_infos": [LOOPBACK], "enable_udp": "yes"},
        {"listen_infos": [LOOPBACK], "ice_consent_timeout": 256},
        {"listen_infos": [LOOPBACK], "initial_available_outgoing_bitrate": -1},
        {"listen_infos": [LOOPBACK], "max_send_message_size": 2**32},
        {"listen_infos": [LOOPBACK], "sctp_buffer": 1},
    ):
        with pytest.raises(ParameterError):
            await router.create_webrtc_transport(**wrong)  # type: ignore[arg-type]
    server.close()
    with pytest.raises(InvalidStateError):
        await router.create_webrtc_transport(webrtc_server=server)
    assert (await router.dump())["transportIds"] == []
