"""Real media through real workers: ICE, DTLS, SRTP and SCTP from a client to another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from support.rtc_client import RtcClient
from support.talk import first
from support.waiting import PATIENCE
from worker_bridge import Router, WebRtcServer, Worker


@pytest.fixture
async def server(worker: Worker) -> WebRtcServer:
    return await worker.create_webrtc_server(
        listen_infos=[
            {"protocol": "udp", "ip": "127.0.0.1"},
            {"protocol": "tcp", "ip": "127.0.0.1"},
        ]
    )


class Two:
    """A client that sends and one that receives, on one router."""

    def __init__(self, sender: RtcClient, receiver: RtcClient, transports: list[Any]) -> None:
        self.sender, self.receiver = sender, receiver
        self.sending, self.receiving = transports


@pytest.fixture
async def two(router: Router, server: WebRtcServer) -> AsyncIterator[Two]:
    transports = [
        await router.create_webrtc_transport(webrtc_server=server, enable_sctp=True)
        for _ in range(2)
    ]
    sender, receiver = (RtcClient(router, transport) for transport in transports)
    await sender.connect("send")
    await receiver.connect("recv")
    yield Two(sender, receiver, transports)
    await sender.close()
    await receiver.close()


@pytest.mark.parametrize("track", [VideoStreamTrack, AudioStreamTrack])
async def test_frames_arrive(two: Two, track: type[Any], worker: Worker) -> None:
    async with asyncio.timeout(PATIENCE):
        states: list[str] = []
        two.receiving.on("dtlsstatechange", states.append)
        ice, chosen = (
            first(two.receiving, "icestatechange"),
            first(two.receiving, "iceselectedtuplechange"),
        )
        watched = (
            first(two.receiving.observer, "icestatechange"),
            first(two.receiving.observer, "iceselectedtuplechange"),
        )
        producer = await two.sender.send(track())
        consumer = await two.receiving.consume(
            producer_id=producer.id, rtp_capabilities=two.receiver.rtp_capabilities, paused=True
        )
        received = await two.receiver.receive(consumer)
        await consumer.resume()
        for _ in range(10):
            await received.recv()
        assert states == ["connecting", "connected"]
        assert ice.result()[0] in {"connected", "completed"}
        assert chosen.result()[0]["remotePort"] > 0
        assert all(each.done() for each in watched)
        assert two.sending.dtls_state == two.receiving.dtls_state == "connected"
        assert two.receiving.ice_selected_tuple["protocol"] == "udp"
        assert "BEGIN CERTIFICATE" in two.receiving.dtls_remote_cert
        outbound = (await consumer.get_stats())[0]
        (inbound,) = await producer.get_stats()
        assert (inbound["type"], outbound["type"]) == ("inbound-rtp", "outbound-rtp")
        assert inbound["packetCount"] >= outbound["packetCount"] > 0
        assert inbound["kind"] == outbound["kind"] == consumer.kind
        (stats,) = await two.receiving.get_stats()
        assert stats["rtpBytesSent"] > 0
        assert stats["dtlsState"] == "connected"
        assert not worker.closed


async def test_bandwidth_is_traced(two: Two) -> None:
    async with asyncio.timeout(PATIENCE):
        producer = await two.sender.send(VideoStreamTrack())
        await two.receiving.enable_trace_event(["bwe"])
        traced, watched = first(two.receiving, "trace"), first(two.receiving.observer, "trace")
        consumer = await two.receiving.consume(
            producer_id=producer.id, rtp_capabilities=two.receiver.rtp_capabilities
        )
        await two.receiver.receive(consumer)
        (trace,) = await traced
        assert (trace["type"], trace["direction"]) == ("bwe", "out")
        assert trace["info"]["availableBitrate"] > 0
        assert watched.result() == (trace,)


async def test_messages_arrive(two: Two) -> None:
    async with asyncio.timeout(PATIENCE):
        sending, data_producer = await two.sender.send_data(label="chat", protocol="json")
        data_consumer = await two.receiving.consume_data(data_producer_id=data_producer.id)
        receiving = await two.receiver.receive_data(data_consumer)
        arrived: asyncio.Queue[Any] = asyncio.Queue()
        states: list[str] = []
        two.receiving.observer.on("sctpstatechange", states.append)
        receiving.on("message", arrived.put_nowait)
        await _until(sending, "open")
        await _until(receiving, "open")
        sending.send("häl|o")
        assert await arrived.get() == "häl|o"
        sending.send(b"\0\1")
        assert await arrived.get() == b"\0\1"
        assert await data_consumer.send("from the server") >= 0
        assert await arrived.get() == "from the server"
        assert (await data_producer.get_stats())[0]["messagesReceived"] == 2
        assert (await data_consumer.get_stats())[0]["messagesSent"] == 3
        assert two.receiving.sctp_state == states[-1] == "connected"
        assert two.receiving.sctp_negotiated_capabilities["negotiatedMaxOutboundStreams"] > 0
        await data_consumer.pause()
        await data_producer.pause()
        assert (await data_consumer.dump())["dataProducerPaused"]


async def _until(channel: Any, state: str) -> None:
    opened = asyncio.Event()
    channel.on(state, opened.set)
    if channel.readyState != state:
        await opened.wait()


async def test_ice_restart_gives_new_credentials(two: Two) -> None:
    before = two.sending.ice_parameters
    after = await two.sending.restart_ice()
    assert after == two.sending.ice_parameters
    assert after["usernameFragment"] != before["usernameFragment"]
    assert after["password"] != before["password"]
