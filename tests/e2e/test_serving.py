"""The server as a process: starting, stopping, dying, and what it leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

import psutil
import pytest

from support.ports import free_port
from support.rest import get, post, register
from support.service import Service, serving
from support.signaling import connected
from support.waiting import PATIENCE


def processes(service: Service) -> list[psutil.Process]:
    """All that the server started."""
    return psutil.Process(service.pid).children(recursive=True)


def link(process: psutil.Process, fd: int) -> str:
    """What a descriptor stands for."""
    with contextlib.suppress(FileNotFoundError):
        return str(Path(f"/proc/{process.pid}/fd/{fd}").readlink())
    return ""


def test_it_says_once_that_it_is_ready(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        lines = service.output.read_text().splitlines()
        assert [line for line in lines if service.url in line and "ready" in line] == [
            f"meetd is ready: {service.url}"
        ]
        for path in ("healthz", "readyz", "metrics", "api/openapi.json", "api/docs"):
            with urlopen(f"http://127.0.0.1:{service.port}/{path}") as answer:
                assert answer.status == 200


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_nothing_outlives_the_server(tmp_path: Path, how: str) -> None:
    with serving(tmp_path, workers="2") as service:
        started = processes(service)
        workers = [process for process in started if "mediasoup-worker" in process.exe()]
        assert len(workers) == 2
        if how == "stop":
            service.stop()
        else:
            service.kill()
        # A killed server's database notices when it next looks; workers notice at once.
        _, alive = psutil.wait_procs(started if how == "stop" else workers, timeout=10)
        assert alive == []


def test_what_the_server_starts_knows_no_secret_and_holds_no_socket(tmp_path: Path) -> None:
    secret, relay, token = "k" * 40, "t" * 40, "m" * 40
    with serving(
        tmp_path, secret_key=secret, turn_urls="turn:h", turn_secret=relay, metrics_token=token
    ) as service:
        own = psutil.Process(service.pid)
        sockets = {file.fd for file in own.net_connections("tcp")}
        assert sockets
        listening = {link(own, fd) for fd in sockets}
        postmaster = (tmp_path / "data" / "postgres" / "postmaster.pid").read_text().split()[0]
        children = [*processes(service), psutil.Process(int(postmaster))]
        assert {child.name() for child in children} == {"postgres", "mediasoup-worker"}
        for child in children:
            inherited = Path(f"/proc/{child.pid}/environ").read_text()
            assert "MEETD_" not in inherited
            assert not [text for text in (secret, relay, token) if text in inherited]
            held = {link(child, int(fd.name)) for fd in Path(f"/proc/{child.pid}/fd").iterdir()}
            assert not held & listening


def test_a_killed_server_starts_again_with_all_it_had(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        token = register(service)
        code = post(service, "/rooms", {"name": "Kept"}, token)["code"]
        service.kill()
        service.start()
        assert [room["code"] for room in get(service, "/rooms", token)["items"]] == [code]


def test_two_servers_do_not_share_a_data_folder(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        other = Service(tmp_path, free_port())
        with pytest.raises(RuntimeError):
            other.start()
        register(service)


async def test_a_stop_tells_the_rooms(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        token = register(service)
        code = post(service, "/rooms", {}, token)["code"]
        async with connected(service, {"token": token}) as socket:
            ended: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
            socket.on("room:ended", ended.set_result)
            await socket.call("join", {"code": code, "microphone": False, "camera": False})
            await asyncio.to_thread(service.stop)
            async with asyncio.timeout(PATIENCE):
                assert (await ended)["code"] == "server_stopping"


async def test_what_was_acknowledged_is_there_once_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        token = register(service)
        code = post(service, "/rooms", {}, token)["code"]
        join = {"code": code, "microphone": False, "camera": False}
        requests = [{"clientId": str(uuid4()), "content": f"number {n}"} for n in range(20)]
        async with connected(service, {"token": token}) as socket:
            await socket.call("join", join)
            for request in requests:
                assert (await socket.call("chat:send", request))["ok"]
            service.kill()
        service.start()
        async with connected(service, {"token": token}) as socket:
            await socket.call("join", join)
            for request in requests:
                assert (await socket.call("chat:send", request))["ok"]
            page = await socket.call("chat:history", {"limit": 200})
            said = [message["content"] for message in page["messages"]]
            assert said == [request["content"] for request in requests]


async def test_secrets_stay_out_of_the_log(tmp_path: Path) -> None:
    with serving(
        tmp_path, log_level="DEBUG", turn_urls="turn:localhost", turn_secret="t" * 40
    ) as it:
        token = register(it)
        code = post(it, "/rooms", {}, token)["code"]
        async with connected(it, {"token": token}) as socket:
            joined = await socket.call("join", {"code": code, "microphone": True, "camera": True})
            signal = {"epoch": joined["mode"]["epoch"], "to": "x", "payload": {"sdp": "v=0 secret"}}
            await socket.call("p2p:signal", signal)
            secrets = [joined["resumeToken"], joined["iceServers"][-1]["credential"]]
        key = tmp_path / "data" / "secret_key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        secrets += [token, key.read_text(), "a long password", "t" * 40, "v=0 secret"]
        log = it.output.read_text()
        assert [secret for secret in secrets if secret in log] == []
