"""Starting a worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Literal

from worker_bridge.channel.process import Process
from worker_bridge.errors import ParameterError, WorkerStartError
from worker_bridge.events import Emitter
from worker_bridge.handles.handle import AppData
from worker_bridge.handles.worker import Worker
from worker_bridge.handles.worker_settings import LogLevel, LogTag, argument
from worker_bridge.installation import Installation, find_or_fail
from worker_bridge.wire.codec import load

START_TIMEOUT = 20.0
"""Seconds for a worker to come up."""
REQUEST_TIMEOUT = 15.0
"""Seconds for a worker to answer."""

_log = logging.getLogger("worker_bridge.worker")

observer: Emitter[Literal["newworker"]] = Emitter()
"""Event: `newworker` (Worker), for whatever watches all workers of this process."""


async def create_worker(
    installation: Installation | None = None,
    *,
    log_level: LogLevel = "warn",
    log_tags: Sequence[LogTag] = (),
    rtc_min_port: int | None = None,
    rtc_max_port: int | None = None,
    dtls_certificate_file: str | None = None,
    dtls_private_key_file: str | None = None,
    libwebrtc_field_trials: str | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    on_log: Callable[[int, str], None] | None = None,
    app_data: AppData | None = None,
) -> Worker:
    """Start a worker process and wait until it is ready.

    `installation`: what `provision.install` or `provision.find` gave; found by itself if None.
    Ports of transports without a port of their own lie from `rtc_min_port` to `rtc_max_port`.
    `on_log` gets the level (of `logging`) and text of what the worker logs; by default it goes to
    the logger `worker_bridge.worker`.
    Raises WorkerStartError, ParameterError for wrong settings, ProvisionError."""
    if installation is None:
        installation = find_or_fail()
    if not isinstance(log_tags, list | tuple):
        raise ParameterError("log_tags must be an array")
    arguments = [
        *argument("logLevel", log_level, str),
        *(its for tag in log_tags for its in argument("logTag", tag, str)),
        *argument("rtcMinPort", rtc_min_port, int),
        *argument("rtcMaxPort", rtc_max_port, int),
        *argument("dtlsCertificateFile", dtls_certificate_file, str),
        *argument("dtlsPrivateKeyFile", dtls_private_key_file, str),
        *argument("libwebrtcFieldTrials", libwebrtc_field_trials, str),
    ]
    codec = load(installation.schemas)
    process = Process(installation.binary, arguments, {"MEDIASOUP_VERSION": installation.version})
    worker = Worker(process, codec, request_timeout, on_log or _to_logger, app_data)
    try:
        async with asyncio.timeout(START_TIMEOUT):
            await worker._started()  # noqa: SLF001
    except BaseException as error:
        process.kill()
        worker.close()
        # Else nobody reaps it when the loop ends with the task that was cancelled.
        await worker.wait_closed()
        if isinstance(error, TimeoutError):
            raise WorkerStartError(f"not ready within {START_TIMEOUT:g} s") from error
        raise
    observer.emit("newworker", worker)
    return worker


def _to_logger(level: int, text: str) -> None:
    _log.log(level, "%s", text)
