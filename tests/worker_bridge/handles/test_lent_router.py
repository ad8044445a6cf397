"""A router of one worker that is driven from elsewhere, through a socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support.rtp import parse_rtp
from support.talk import first, talk
from support.waiting import PATIENCE, until
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, running_worker
from worker_bridge import (
    BorrowedWorker,
    Installation,
    LentRouter,
    NotFoundError,
    ParameterError,
    Producer,
    ProtocolError,
    Router,
    WebRtcServer,
    Worker,
    WorkerClosedError,
    borrow,
)
from worker_bridge.channel import messages
from worker_bridge.wire.framing import frame

OWN_VOICE: Any = {**OPUS, "encodings": [{"ssrc": 7}]}
FAR: Any = {"listen_info": LOOPBACK, "enable_srtp": True, "enable_sctp": False}


class Loan:
    """Both ends of a lent router, and the way between them."""

    def __init__(self, lender: Worker, server: WebRtcServer) -> None:
        self.lender = lender
        self.server = server
        self.lent: LentRouter
        self.borrowed: BorrowedWorker
        self._writer: asyncio.StreamWriter
        self._carrying: asyncio.Task[None]
        self.distrusted: ProtocolError | None = None

    async def begin(self, installation: Installation) -> Loan:
        ours, theirs = socket.socketpair()
        reader, self._writer = await asyncio.open_unix_connection(sock=theirs)
        self.lent = await self.lender.lend_router(
            webrtc_server=self.server,
            pipe_listen_info=LOOPBACK,
            send=self._writer.write,
            on_end=self.hang_up,
        )
        self._carrying = asyncio.create_task(self._carry(reader))
        self.borrowed = await borrow(
            installation,
            ours,
            router_id=self.lent.id,
            webrtc_server_id=self.server.id,
            media_codecs=MEDIA_CODECS,
            request_timeout=5,
        )
        return self

    @property
    def router(self) -> Router:
        return self.borrowed.router

    def hang_up(self) -> None:
        self._writer.close()

    async def end(self) -> None:
        self.hang_up()
        await self._carrying

    async def _carry(self, reader: asyncio.StreamReader) -> None:
        try:
            while data := await reader.read(1000):
                self.lent.received(data)
        except ProtocolError as error:
            self.distrusted = error
        self.lent.close()


@pytest.fixture
async def loan(installation: Installation) -> AsyncIterator[Loan]:
    """A router of another worker."""
    async with running_worker(log_level="none") as lender:
        server = await lender.create_webrtc_server(listen_infos=[LOOPBACK])
        its = await Loan(lender, server).begin(installation)
        yield its
        await its.end()


async def test_media_flows_through_it(
    worker: Worker, router: Router, audio: Producer, loan: Loan
) -> None:
    piped = await router.pipe_to_router(router=loan.router, producer_id=audio.id, **FAR)
    assert piped.pipe_producer is not None
    last = await worker.create_router(media_codecs=MEDIA_CODECS)
    # Not with the id that it has in that worker already.
    far = await loan.router.pipe_to_router(router=last, producer_id=audio.id, keep_id=False, **FAR)
    assert far.pipe_producer is not None
    ear = await last.create_direct_transport()
    consumer = await ear.consume(
        producer_id=far.pipe_producer.id, rtp_capabilities=last.rtp_capabilities
    )
    (data,) = await talk(audio.send, first(consumer, "rtp"))
    assert parse_rtp(data).payload == b"sound"
    # It hears who speaks, as one of one's own does.
    observer = await loan.router.create_active_speaker_observer()
    await observer.add_producer(producer_id=audio.id)
    await observer.remove_producer(producer_id=audio.id)
    closed = first(consumer, "producerclose")
    audio.close()
    async with asyncio.timeout(PATIENCE):
        await closed
    assert piped.pipe_producer.closed


async def test_browsers_have_its_own_port_and_count(
    router: Router, audio: Producer, loan: Loan
) -> None:
    transport = await loan.router.create_webrtc_transport(webrtc_server=loan.borrowed.webrtc_server)
    assert transport.ice_candidates[0]["port"] == (await _port(loan.server))
    assert (await transport.get_stats())[0]["sendBitrate"] == 0
    await router.pipe_to_router(router=loan.router, producer_id=audio.id, **FAR)
    consumer = await transport.consume(
        producer_id=audio.id, rtp_capabilities=loan.router.rtp_capabilities, paused=True
    )
    await consumer.resume()
    assert loan.lent.load == 2
    (asked,) = loan.lent.receiving()
    assert (await asked.get_stats())[0]["sendBitrate"] == 0
    own = await transport.produce(kind="audio", rtp_parameters=OWN_VOICE, paused=True)
    await own.resume()
    assert loan.lent.counts == (1, 2, 1), "its own, and what is piped here"
    consumer.close()
    await until(lambda: loan.lent.load == 1)
    transport.close()
    await until(lambda: loan.lent.load == 0)
    with pytest.raises(ParameterError):
        await loan.router.create_webrtc_transport(listen_infos=[])


async def _port(server: WebRtcServer) -> int:
    port: int = (await server.dump())["udpSockets"][0]["port"]
    return port


async def test_given_back_it_is_gone(loan: Loan) -> None:
    assert loan.lent.id in (await loan.lender.dump())["routerIds"]
    loan.router.close()
    await until(lambda: loan.lent.closed)
    assert loan.lent.id not in (await loan.lender.dump())["routerIds"]
    with pytest.raises(WorkerClosedError):
        await loan.borrowed._channel.request(messages.WORKER_DUMP)


async def test_the_lender_s_end_is_a_dead_worker(loan: Loan) -> None:
    lost = first(loan.router, "workerclose")
    loan.lender.kill()
    async with asyncio.timeout(PATIENCE):
        await lost
    assert loan.lent.closed
    assert loan.router.closed


async def test_the_borrower_s_end_is_the_router_s(loan: Loan) -> None:
    transport = await loan.router.create_webrtc_transport(webrtc_server=loan.borrowed.webrtc_server)
    loan.hang_up()
    await until(lambda: loan.lent.closed and transport.closed)
    assert (await loan.lender.dump())["routerIds"] == []


async def test_nothing_of_others_can_be_asked(loan: Loan) -> None:
    theirs = await loan.lender.create_router(media_codecs=MEDIA_CODECS)
    way = await theirs.create_webrtc_transport(webrtc_server=loan.server)
    channel = loan.borrowed._channel
    for request, handler, body in (
        (messages.ROUTER_CLOSE_TRANSPORT, theirs.id, {"transportId": way.id}),
        (messages.TRANSPORT_RESTART_ICE, way.id, None),
    ):
        with pytest.raises(NotFoundError):
            await channel.request(request, handler, body)
    with pytest.raises(NotFoundError):
        # Asked of one's own router, but for a transport that is another's.
        await channel.request(
            messages.ROUTER_CLOSE_TRANSPORT, loan.router.id, {"transportId": way.id}
        )
    # What has an id in the worker cannot be listened to by another of the same.
    observer = {"rtpObserverId": way.id, "options": {"interval": 300}}
    assert not loan.distrusted
    channel.post(messages.ROUTER_CREATE_ACTIVESPEAKEROBSERVER, loan.router.id, observer)
    await until(lambda: loan.lent.closed)
    assert "is in use" in str(loan.distrusted)
    assert not way.closed
    await way.dump()


@pytest.mark.parametrize(
    ("request_", "handler", "body"),
    [
        (messages.WORKER_DUMP, "", None),
        (messages.WORKER_CREATE_ROUTER, "", {"routerId": "another"}),
        (messages.WORKER_CLOSE_ROUTER, "", {"routerId": "another"}),
        (messages.ROUTER_DUMP, "own", None),
    ],
)
async def test_what_is_not_for_it_ends_it(
    loan: Loan, request_: messages.Request, handler: str, body: Any
) -> None:
    loan.borrowed._channel.post(request_, handler and loan.router.id, body or {})
    await until(lambda: loan.lent.closed and loan.router.closed)
    assert loan.distrusted is not None
    assert not loan.lender.closed


@pytest.mark.parametrize("data", [b"\xff" * 8, frame(b"\0" * 64), frame(b"\x08\0\0\0" * 40)])
async def test_nonsense_ends_it(loan: Loan, data: bytes) -> None:
    with pytest.raises(ProtocolError):
        loan.lent.received(data)
    loan.lent.close()
    assert (await loan.lender.dump())["routerIds"] == []


async def test_it_listens_where_its_host_says(loan: Loan) -> None:
    elsewhere: Any = {"protocol": "udp", "ip": "192.0.2.1"}
    pipe = await loan.router.create_pipe_transport(listen_info=elsewhere)
    assert pipe.tuple["localAddress"] == "127.0.0.1"
    assert pipe.srtp_parameters is not None
