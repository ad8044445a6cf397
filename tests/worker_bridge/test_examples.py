"""The examples run as they are."""

from __future__ import annotations

import asyncio
import runpy
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from aiortc import VideoStreamTrack
from pymediasoup import Device
from pymediasoup.handlers.aiortc_handler import AiortcHandler
from pymediasoup.models.transport import DtlsParameters, IceCandidate, IceParameters
from pymediasoup.rtp_parameters import RtpCapabilities, RtpParameters

import worker_bridge
from worker_bridge import Installation

EXAMPLES = Path(worker_bridge.__file__).parents[2] / "examples"
PATIENCE = 60


def run(name: str, *arguments: str) -> str:
    """What an example prints."""
    done = subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ffmpeg_into_a_room(installation: Installation) -> None:
    assert installation.binary.is_file()
    words = run("ffmpeg_in.py").split()
    assert words[0] == "score"
    assert int(words[2]) > 0


def test_frames_out_of_a_room(installation: Installation, tmp_path: Path) -> None:
    assert installation.binary.is_file()
    file = tmp_path / "frames.ivf"
    assert run("frames_out.py", str(file)) == "30 frames\n"
    with av.open(str(file)) as film:
        pictures = list(film.decode(video=0))
    assert len(pictures) == 30
    assert {(picture.width, picture.height) for picture in pictures} == {(320, 240)}


@pytest.fixture
async def server(installation: Installation) -> AsyncIterator[TestServer]:
    """The echo server."""
    assert installation.binary.is_file()
    example = runpy.run_path(str(EXAMPLES / "echo_server.py"))
    its = TestServer(example["application"]())
    async with its:
        yield its


class Client:
    """Speaks the example's signalling."""

    def __init__(self, http: ClientSession) -> None:
        self._http = http
        self.device: Any = Device(handlerFactory=AiortcHandler.createFactory())
        self.produced = ""

    async def post(self, path: str, body: Any = None) -> Any:
        async with self._http.post(path, json=body or {}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def transport(self, direction: str) -> Any:
        its = await self.post("/transports")
        made = getattr(self.device, f"create{direction}Transport")(
            id=its["id"],
            iceParameters=IceParameters(**its["iceParameters"]),
            iceCandidates=[IceCandidate(**each) for each in its["iceCandidates"]],
            dtlsParameters=DtlsParameters(**its["dtlsParameters"]),
            sctpParameters=None,
        )
        path = f"/transports/{its['id']}"

        @made.on("connect")  # type: ignore[untyped-decorator]
        async def connect(parameters: Any) -> None:
            dtls = parameters.model_dump(exclude_none=True)
            await self.post(f"{path}/connect", {"dtlsParameters": dtls})

        @made.on("produce")  # type: ignore[untyped-decorator]
        async def produce(kind: Any, parameters: Any, _: Any) -> str:
            rtp = parameters.model_dump(exclude_none=True)
            its = await self.post(f"{path}/produce", {"kind": kind, "rtpParameters": rtp})
            self.produced = its["id"]
            return self.produced

        return made

    async def load(self) -> None:
        async with self._http.get("/capabilities") as answer:
            await self.device.load(RtpCapabilities(**await answer.json()))


async def test_the_echo_server(server: TestServer) -> None:
    async with asyncio.timeout(PATIENCE), ClientSession(server.make_url("/")) as http:
        client = Client(http)
        await client.load()
        sending, receiving = await client.transport("Send"), await client.transport("Recv")
        await sending.produce(track=VideoStreamTrack(), stopTracks=False)
        its = await client.post(
            f"/transports/{receiving.id}/consume",
            {
                "producerId": client.produced,
                "rtpCapabilities": client.device.rtpCapabilities.model_dump(exclude_none=True),
            },
        )
        consumer = await receiving.consume(
            id=its["id"],
            producerId=client.produced,
            kind=its["kind"],
            rtpParameters=RtpParameters(**its["rtpParameters"]),
        )
        await client.post(f"/consumers/{its['id']}/resume")
        picture = await consumer.track.recv()
        assert picture.width == 640
        wrong: Any
        for path, wrong, status in (
            ("/transports/nobody/connect", {}, 404),
            (f"/transports/{sending.id}/produce", {"kind": "smell"}, 400),
            (f"/transports/{sending.id}/produce", {"kind": "audio", "rtpParameters": 5}, 400),
        ):
            async with http.post(path, json=wrong) as answer:
                assert answer.status == status
        await sending.close()
        await receiving.close()
