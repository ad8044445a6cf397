"""This host: disk, open files, and whether a media worker runs on it."""

from __future__ import annotations

import resource
import shutil

from meetd.config import Settings
from meetd.doctor.finding import Finding, ill, well
from meetd.media.addresses import addresses
from meetd.media.codecs import ROUTER_CODECS
from worker_bridge import Installation, ListenInfo, Worker, WorkerBridgeError, create_worker

LEAST_DISK = 2**30
"""Bytes that should be free."""
LEAST_FILES = 10_000
"""Open files that a server should be allowed."""


async def disk(settings: Settings) -> list[Finding]:
    """Look how much is free where data is kept."""
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_DISK:
        return [
            ill(
                "disk",
                f"{folder} has {free / 2**20:.0f} MiB left.",
                "Make room there, or move MEETD_DATA_DIR.",
            )
        ]
    return [well("disk", f"{folder} has {free / 2**30:.0f} GiB left.")]


async def files(_settings: Settings) -> list[Finding]:
    """Look how many files may be open: each connection is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < LEAST_FILES:
        return [
            ill(
                "open files",
                f"{hard} files may be open here: about as many connections there can be.",
                "Set LimitNOFILE=65536 in the unit, or ulimits in the Compose file.",
            )
        ]
    return [well("open files", "As many as are needed.")]


async def worker_trial(settings: Settings, installation: Installation) -> list[Finding]:
    """Start a worker, have it listen where media is listened for, and make a router."""
    try:
        # What is wrong is raised; what one that is ended at once says would look like more.
        worker = await create_worker(installation, log_level="none")
    except (WorkerBridgeError, OSError) as error:
        return [
            ill(
                "worker",
                f"A media worker does not start: {error}",
                "Run meetd worker install, and look at the memory that is left.",
            )
        ]
    try:
        await worker.create_router(media_codecs=ROUTER_CODECS)
        wrong = [ip for ip in _ips(settings) if not await _listens(worker, ip)]
    except WorkerBridgeError as error:
        return [ill("worker", f"A worker makes no router: {error}", "Run meetd worker install.")]
    finally:
        worker.close()
        await worker.wait_closed()
    if wrong:
        return [
            ill(
                "worker",
                f"A worker cannot listen at {wrong[0]}, which this host does not have.",
                "Name addresses of this host in MEETD_RTC_LISTEN_IP.",
            )
        ]
    return [well("worker", f"A worker runs, and listens at {', '.join(_ips(settings))}.")]


def _ips(settings: Settings) -> list[str]:
    pairs = addresses(settings.rtc_listen_ip, settings.rtc_announced_address)
    return list(dict.fromkeys(ip for ip, _ in pairs))


async def _listens(worker: Worker, ip: str) -> bool:
    infos: list[ListenInfo] = [{"protocol": "udp", "ip": ip}, {"protocol": "tcp", "ip": ip}]
    try:
        server = await worker.create_webrtc_server(listen_infos=infos)
    except WorkerBridgeError:
        return False
    server.close()
    return True
