"""Workers, routers and transports for the bridge's tests: real ones, a new worker for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from support.talk import Udp
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, installed, running_worker
from worker_bridge import DirectTransport, Installation, Producer, Router, WebRtcTransport, Worker


@pytest.fixture(scope="session")
def installation() -> Installation:
    """The worker binary under test."""
    return installed()


@pytest.fixture
async def worker(installation: Installation) -> AsyncIterator[Worker]:
    """A worker of the test's own."""
    async with running_worker(log_level="none") as its:
        yield its


@pytest.fixture
async def router(worker: Worker) -> Router:
    """A router for Opus and VP8."""
    return await worker.create_router(media_codecs=MEDIA_CODECS)


@pytest.fixture
async def transport(router: Router) -> WebRtcTransport:
    """A transport to produce on."""
    return await router.create_webrtc_transport(listen_infos=[LOOPBACK])


@pytest.fixture
async def other_transport(router: Router) -> WebRtcTransport:
    """A transport to consume on."""
    return await router.create_webrtc_transport(listen_infos=[LOOPBACK])


@pytest.fixture
async def udp() -> AsyncIterator[Udp]:
    """A socket on loopback."""
    its = await Udp().open()
    yield its
    its.close()


@pytest.fixture
async def direct(router: Router) -> DirectTransport:
    """A transport into the test."""
    return await router.create_direct_transport()


@pytest.fixture
async def audio(direct: DirectTransport) -> Producer:
    """Opus on the direct transport."""
    return await direct.produce(kind="audio", rtp_parameters=OPUS)
