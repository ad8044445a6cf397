"""Somebody who produces and consumes without a browser: nothing is sent, all is asked for."""

from __future__ import annotations

from typing import Any

from support.backend import Client
from support.produced import rtp_parameters


class Sender:
    """Somebody with a send and a receive transport."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.router_id = client.joined["mode"]["routerId"]
        self.capabilities = client.joined["mode"]["routerRtpCapabilities"]
        self.send = ""
        self.recv = ""

    async def open(self) -> None:
        for direction in ("send", "recv"):
            made = await self.client.do(
                "sfu:transport:create", routerId=self.router_id, direction=direction
            )
            setattr(self, direction, made["id"])

    async def produce(self, source: str = "camera", **more: object) -> str:
        kind = "video" if source in {"camera", "screen"} else "audio"
        made = await self.client.do(
            "sfu:produce",
            transportId=self.send,
            kind=kind,
            source=source,
            rtpParameters=rtp_parameters(kind),
            **({"paused": False} | more),
        )
        return str(made["producerId"])

    async def consume(self, *producer_ids: str) -> dict[str, Any]:
        return await self.client.do(
            "sfu:consume",
            transportId=self.recv,
            rtpCapabilities=self.capabilities,
            producerIds=list(producer_ids),
        )
