"""A bare page to compare ours with: the least that WebRTC allows, with and without a worker.

One WebSocket a page; whoever opens it is in the only call there is. A worker of the same binary,
driven by `worker_bridge` alone."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from playwright.async_api import Page

from bench.guests import BUNDLER
from meetd.media.codecs import ROUTER_CODECS
from support.ports import free_port
from worker_bridge import Producer, Router, WebRtcServer, WebRtcTransport, create_worker, provision

PAGE = Path(__file__).with_name("bare.js")
HTML = "<!doctype html><title>bare</title><body></body>"


@dataclass(slots=True, eq=False)
class _Guest:
    socket: web.WebSocketResponse
    send: WebRtcTransport
    recv: WebRtcTransport
    producers: dict[str, Producer] = field(default_factory=dict)


class Bare:
    """The server of bare pages."""

    def __init__(self, url: str, router: Router, webrtc_server: WebRtcServer) -> None:
        self.url = url
        self._router = router
        self._webrtc_server = webrtc_server
        self._ends: list[web.WebSocketResponse] = []
        self._guests: list[_Guest] = []

    async def direct(self, request: web.Request) -> web.WebSocketResponse:
        """Pass on what two ends of a direct call say to each other."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._ends.append(socket)
        try:
            for other in self._others(socket):
                await other.send_json({"type": "joined"})
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    for other in self._others(socket):
                        await other.send_str(message.data)
        finally:
            self._ends.remove(socket)
        return socket

    def _others(self, socket: web.WebSocketResponse) -> list[web.WebSocketResponse]:
        return [end for end in self._ends if end is not socket]

    async def group(self, request: web.Request) -> web.WebSocketResponse:
        """Take in and send on what pages of a group send."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        send, recv = await asyncio.gather(self._transport(), self._transport())
        guest = _Guest(socket, send, recv)
        producers = [id_ for other in self._guests for id_ in other.producers]
        self._guests.append(guest)
        await socket.send_json(
            {
                "type": "welcome",
                "routerRtpCapabilities": self._router.rtp_capabilities,
                "send": _described(send),
                "recv": _described(recv),
                "producers": producers,
            }
        )
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._answer(guest, message.json())
        finally:
            self._guests.remove(guest)
            send.close()
            recv.close()
        return socket

    async def _answer(self, guest: _Guest, data: dict[str, Any]) -> None:
        match data["type"]:
            case "connect":
                transport = guest.send if data["transport"] == guest.send.id else guest.recv
                await transport.connect(dtls_parameters=data["dtlsParameters"])
            case "produce":
                producer = await guest.send.produce(
                    kind=data["kind"], rtp_parameters=data["rtpParameters"]
                )
                guest.producers[producer.id] = producer
                await guest.socket.send_json({"id": data["id"], "producer": producer.id})
                for other in self._guests:
                    if other is not guest:
                        await other.socket.send_json({"type": "came", "producer": producer.id})
            case "consume":
                made = await asyncio.gather(
                    *(
                        guest.recv.consume(
                            producer_id=producer_id, rtp_capabilities=data["rtpCapabilities"]
                        )
                        for producer_id in data["producers"]
                    )
                )
                consumers = [
                    {
                        "id": one.id,
                        "producerId": one.producer_id,
                        "kind": one.kind,
                        "rtpParameters": one.rtp_parameters,
                    }
                    for one in made
                ]
                await guest.socket.send_json({"id": data["id"], "consumers": consumers})

    async def _transport(self) -> WebRtcTransport:
        return await self._router.create_webrtc_transport(
            webrtc_server=self._webrtc_server, initial_available_outgoing_bitrate=1_000_000
        )

    async def open(self, page: Page) -> None:
        """Load the bare page, whose camera and microphone are on then."""
        await page.goto(self.url)
        await page.evaluate(await asyncio.to_thread(_bundle))
        await page.evaluate("() => __bare.ready()")

    async def invite(self, page: Page, count: int, *, speakers: int) -> None:
        """Let so many wait for the one who is measured; one alone waits for a direct call."""
        if count == 1:
            await page.evaluate("() => void __bare.direct()")
            return
        for number in range(count):
            sends = ["audio", "video"] if number < speakers else ["video"]
            await page.evaluate("(sends) => __bare.group({ sends, shows: false })", sends)


def _described(transport: WebRtcTransport) -> dict[str, Any]:
    return {
        "id": transport.id,
        "iceParameters": transport.ice_parameters,
        "iceCandidates": transport.ice_candidates,
        "dtlsParameters": transport.dtls_parameters,
    }


@contextlib.asynccontextmanager
async def bare() -> AsyncIterator[Bare]:
    """Serve bare pages on this host, on a worker of their own."""
    port = free_port()
    async with await create_worker(provision.install(), log_level="none") as worker:
        webrtc_server = await worker.create_webrtc_server(
            listen_infos=[{"protocol": "udp", "ip": "127.0.0.1"}]
        )
        router = await worker.create_router(media_codecs=ROUTER_CODECS)
        served = Bare(f"http://localhost:{port}", router, webrtc_server)
        app = web.Application()
        app.router.add_get("/", _page)
        app.router.add_get("/direct", served.direct)
        app.router.add_get("/group", served.group)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "localhost", port).start()
        try:
            yield served
        finally:
            await runner.cleanup()


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=HTML, content_type="text/html")


def _bundle() -> str:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bare.js"
        subprocess.run(
            [BUNDLER, PAGE, "--format", "iife", "--file", bundle], check=True, capture_output=True
        )
        return bundle.read_text()
