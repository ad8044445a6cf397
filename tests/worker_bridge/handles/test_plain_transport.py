"""Plain RTP and SRTP over UDP, with packets that really travel."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from support.rtp import parse_rtp
from support.talk import Udp, first, talk
from support.waiting import PATIENCE
from support.worker import LOOPBACK, OPUS
from worker_bridge import RequestError, Router

EMPTY_REPORT = bytes.fromhex("80c9000100000001")
"""An RTCP receiver report without blocks (RFC 3550)."""


async def test_plain_rtp_in_and_out(router: Router, udp: Udp) -> None:
    incoming = await router.create_plain_transport(listen_info=LOOPBACK, comedia=True)
    outgoing = await router.create_plain_transport(listen_info=LOOPBACK)
    await outgoing.connect(ip="127.0.0.1", port=udp.port)
    producer = await incoming.produce(kind="audio", rtp_parameters=OPUS)
    await outgoing.consume(producer_id=producer.id, rtp_capabilities=router.rtp_capabilities)
    learnt, watched = first(incoming, "tuple"), first(incoming.observer, "tuple")
    (its_tuple,) = await talk(lambda data: udp.send(data, incoming.tuple["localPort"]), learnt)
    assert its_tuple["remotePort"] == udp.port == incoming.tuple["remotePort"]
    assert watched.result() == (its_tuple,)
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
    source = await direct.produce(kind="audio", rtp_parameters=OPUS)
    sent = await one.consume(producer_id=source.id, rtp_capabilities=router.rtp_capabilities)
    received = await other.produce(kind="audio", rtp_parameters=sent.rtp_parameters)
    sink = await direct.consume(producer_id=received.id, rtp_capabilities=router.rtp_capabilities)
    (data,) = await talk(source.send, first(sink, "rtp"))
    assert parse_rtp(data).payload == b"sound"


async def test_plain_learns_where_rtcp_comes_from(router: Router, udp: Udp) -> None:
    its = await router.create_plain_transport(listen_info=LOOPBACK, rtcp_mux=False, comedia=True)
    assert its.rtcp_tuple is not None
    port = its.rtcp_tuple["localPort"]
    learnt, watched = first(its, "rtcptuple"), first(its.observer, "rtcptuple")
    rtp_first = first(its, "tuple")
    await talk(lambda data: udp.send(data, its.tuple["localPort"]), rtp_first)
    (its_tuple,) = await talk(lambda _: udp.send(EMPTY_REPORT, port), learnt)
    assert its_tuple["remotePort"] == udp.port == its.rtcp_tuple["remotePort"]
    assert watched.result() == (its_tuple,)
