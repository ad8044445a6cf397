"""A worker with one of everything, for whoever wants to see whether it survives."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any

from support.sound_values import ONCE, Of
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, VP8_SIMULCAST, installed
from worker_bridge import Router, Worker, WorkerBridgeError, WorkerClosedError, create_worker
from worker_bridge.handles.handle import Handle

PATIENCE = 60


async def _transport(router: Router, kind: str) -> Any:
    """One that is not connected, with all that there is."""
    options: Any = {"enable_sctp": True}
    if kind == "webrtc":
        return await router.create_webrtc_transport(listen_infos=[LOOPBACK], **options)
    options |= {"listen_info": LOOPBACK, "enable_srtp": True}
    if kind == "plain":
        return await router.create_plain_transport(rtcp_mux=False, **options)
    return await router.create_pipe_transport(**options)


class Live:
    """A worker with one of everything, made anew if a value should kill it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self.made: dict[str, Any] = {}
        runner.run(self.start())

    async def start(self) -> None:
        """A new worker."""
        worker = await create_worker(installed(), log_level="none")
        router = await worker.create_router(media_codecs=MEDIA_CODECS)
        direct = await router.create_direct_transport()
        video = await direct.produce(kind="video", rtp_parameters=VP8_SIMULCAST)
        data = await direct.produce_data()
        webrtc = await _transport(router, "webrtc")
        self.made = {
            "worker": worker,
            "router": router,
            "other": await worker.create_router(media_codecs=MEDIA_CODECS),
            "webrtc": webrtc,
            "reader": await webrtc.consume_data(data_producer_id=data.id, paused=True),
            "plain": await _transport(router, "plain"),
            "pipe": await _transport(router, "pipe"),
            "direct": direct,
            "audio": await direct.produce(kind="audio", rtp_parameters=OPUS),
            "video": video,
            "consumer": await direct.consume(
                producer_id=video.id, rtp_capabilities=router.rtp_capabilities
            ),
            "data": data,
            "levels": await router.create_audio_level_observer(),
            "speaker": await router.create_active_speaker_observer(),
            "server": await worker.create_webrtc_server(listen_infos=[LOOPBACK]),
        }

    def function(self, name: str) -> Callable[..., Any]:
        """The method of a name."""
        target, _, method = name.partition(" ")[0].partition(".")
        function: Callable[..., Any] = getattr(self.made[target], method)
        return function

    def run(self, doing: Coroutine[Any, Any, None]) -> None:
        """On the worker's loop."""
        self._runner.run(doing)

    def filled(self, value: Any) -> Any:
        if isinstance(value, Of):
            name, _, attribute = value.path.partition(".")
            return getattr(self.made[name], attribute) if attribute else self.made[name]
        return value

    def call(self, name: str, values: dict[str, Any]) -> None:
        """The method, with the values; afterwards the same worker has to be there."""
        self._runner.run(self._call(name, values))

    async def _call(self, name: str, values: dict[str, Any]) -> None:
        worker: Worker = self.made["worker"]
        keywords = {key: self.filled(value) for key, value in values.items()}
        try:
            async with asyncio.timeout(PATIENCE):
                if name in ONCE:
                    await self.renew(name.partition(".")[0])
                await self._take(self.function(name), keywords)
                dump = await worker.dump()
        except WorkerClosedError as error:
            await self.start()
            raise AssertionError(f"the worker died of {name}: {error}") from error
        assert dump["pid"] == worker.pid

    async def renew(self, kind: str) -> None:
        """Another transport in the place of one that is connected."""
        router: Router = self.made["router"]
        self.made[kind].close()
        self.made[kind] = await _transport(router, kind)
        if kind == "webrtc":
            self.made["reader"] = await self.made[kind].consume_data(
                data_producer_id=self.made["data"].id, paused=True
            )

    async def _take(self, function: Callable[..., Any], keywords: dict[str, Any]) -> None:
        try:
            result = function(**keywords)
            if inspect.isawaitable(result):
                result = await result
        except WorkerClosedError:
            raise
        except WorkerBridgeError:
            return
        if isinstance(result, Handle):
            result.close()

    def stop(self) -> None:
        """End the worker."""

        async def over() -> None:
            self.made["worker"].close()
            await self.made["worker"].wait_closed()

        self._runner.run(over())
