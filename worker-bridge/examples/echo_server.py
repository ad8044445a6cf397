"""Echo: whoever sends media gets it back. Signalling is JSON over HTTP, for any mediasoup client.

    pip install aiohttp meetd-worker-bridge && python -m worker_bridge install
    python echo_server.py --port 8081

GET  /capabilities                  what the router can receive
POST /transports                    a transport: id, iceParameters, iceCandidates, dtlsParameters
POST /transports/<id>/connect       {dtlsParameters}
POST /transports/<id>/produce       {kind, rtpParameters}: id
POST /transports/<id>/consume       {producerId, rtpCapabilities}: id, kind, rtpParameters
POST /consumers/<id>/resume
"""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from worker_bridge import Consumer, ParameterError, Router, WebRtcTransport, create_worker

CODECS: Any = [
    {"kind": "audio", "mimeType": "audio/opus", "clockRate": 48000, "channels": 2},
    {"kind": "video", "mimeType": "video/VP8", "clockRate": 90000},
]


class Echo:
    """One room in which everybody hears and sees only themselves."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._router: Router
        self._transports: dict[str, WebRtcTransport] = {}
        self._consumers: dict[str, Consumer] = {}

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """The worker lives as long as the server."""
        async with await create_worker() as worker:
            self._router = await worker.create_router(media_codecs=CODECS)
            self._server = await worker.create_webrtc_server(
                listen_infos=[{"protocol": "udp", "ip": self._address}]
            )
            yield

    async def capabilities(self, _: web.Request) -> web.Response:
        return web.json_response(self._router.rtp_capabilities)

    async def create(self, _: web.Request) -> web.Response:
        transport = await self._router.create_webrtc_transport(webrtc_server=self._server)
        self._transports[transport.id] = transport
        transport.observer.on("close", lambda: self._transports.pop(transport.id))
        transport.on("dtlsstatechange", lambda state: self._left(transport, state))
        return web.json_response(
            {
                "id": transport.id,
                "iceParameters": transport.ice_parameters,
                "iceCandidates": transport.ice_candidates,
                "dtlsParameters": transport.dtls_parameters,
            }
        )

    async def connect(self, request: web.Request) -> web.Response:
        body = await request.json()
        await self._transport(request).connect(dtls_parameters=body["dtlsParameters"])
        return web.json_response({})

    async def produce(self, request: web.Request) -> web.Response:
        body = await request.json()
        producer = await self._transport(request).produce(
            kind=body["kind"], rtp_parameters=body["rtpParameters"]
        )
        return web.json_response({"id": producer.id})

    async def consume(self, request: web.Request) -> web.Response:
        body = await request.json()
        # Paused, so that nothing is sent before the client knows what it will be.
        consumer = await self._transport(request).consume(
            producer_id=body["producerId"], rtp_capabilities=body["rtpCapabilities"], paused=True
        )
        self._consumers[consumer.id] = consumer
        consumer.observer.on("close", lambda: self._consumers.pop(consumer.id))
        return web.json_response(
            {"id": consumer.id, "kind": consumer.kind, "rtpParameters": consumer.rtp_parameters}
        )

    async def resume(self, request: web.Request) -> web.Response:
        consumer = self._consumers.get(request.match_info["id"])
        if consumer is None:
            raise web.HTTPNotFound
        await consumer.resume()
        return web.json_response({})

    def _left(self, transport: WebRtcTransport, state: str) -> None:
        if state in {"closed", "failed"}:
            transport.close()

    def _transport(self, request: web.Request) -> WebRtcTransport:
        transport = self._transports.get(request.match_info["id"])
        if transport is None:
            raise web.HTTPNotFound
        return transport


@web.middleware
async def refuse(request: web.Request, handler: Any) -> Any:
    """What the bridge refuses is the client's fault; nothing of it has reached the worker."""
    try:
        return await handler(request)
    except (KeyError, ValueError, ParameterError) as error:
        raise web.HTTPBadRequest(text=str(error)) from error


def application(address: str = "127.0.0.1") -> web.Application:
    """The server; `address` is the one that browsers can reach."""
    echo = Echo(address)
    app = web.Application(middlewares=[refuse])
    app.cleanup_ctx.append(echo.run)
    app.router.add_get("/capabilities", echo.capabilities)
    app.router.add_post("/transports", echo.create)
    app.router.add_post("/transports/{id}/connect", echo.connect)
    app.router.add_post("/transports/{id}/produce", echo.produce)
    app.router.add_post("/transports/{id}/consume", echo.consume)
    app.router.add_post("/consumers/{id}/resume", echo.resume)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--address", default="127.0.0.1")
    options = parser.parse_args()
    web.run_app(application(options.address), port=options.port, keepalive_timeout=30)
