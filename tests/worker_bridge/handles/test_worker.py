"""A worker's life: started, asked, closed, killed, stopped, orphaned."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from support.talk import first, talk
from support.waiting import PATIENCE
from support.worker import FINGERPRINTS, LOOPBACK, MEDIA_CODECS, OPUS, running_worker
from worker_bridge import (
    DirectTransport,
    Installation,
    ParameterError,
    Producer,
    RequestTimeoutError,
    Router,
    WebRtcTransport,
    Worker,
    WorkerClosedError,
    WorkerDiedError,
    WorkerStartError,
    create_worker,
)


async def test_answers(worker: Worker) -> None:
    dump = await worker.dump()
    assert dump["pid"] == worker.pid
    assert dump["routerIds"] == []
    usage = await worker.get_resource_usage()
    assert usage["ru_maxrss"] > 1000
    assert worker.requests == 2
    assert worker.pending_requests == 0


async def test_closing_ends_the_process_and_all_in_it(worker: Worker) -> None:
    router = await worker.create_router(media_codecs=MEDIA_CODECS)
    transport = await router.create_webrtc_transport(listen_infos=[LOOPBACK])
    producer = await transport.produce(kind="audio", rtp_parameters=OPUS)
    told: list[str] = []
    router.on("workerclose", lambda: told.append("router"))
    transport.on("routerclose", lambda: told.append("transport"))
    producer.on("transportclose", lambda: told.append("producer"))
    worker.on("died", lambda error: told.append(str(error)))
    worker.observer.on("close", lambda: told.append("observer"))
    worker.close()
    worker.close()
    assert told == ["producer", "transport", "router", "observer"]
    with pytest.raises(WorkerClosedError):
        await worker.dump()
    await worker.wait_closed()
    assert worker.subprocess_closed
    assert not worker.died
    assert not psutil.pid_exists(worker.pid)


async def test_requests_under_way_fail_when_the_worker_is_closed(worker: Worker) -> None:
    asked = asyncio.ensure_future(worker.dump())
    await asyncio.sleep(0)
    worker.close()
    with pytest.raises(WorkerClosedError, match="WORKER_DUMP"):
        await asked


async def test_killed_worker_tells_its_owner_at_once(worker: Worker, router: Router) -> None:
    died: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
    worker.on("died", died.set_result)
    told: list[str] = []
    router.on("workerclose", lambda: told.append("router"))
    os.kill(worker.pid, signal.SIGSTOP)
    asked = [asyncio.ensure_future(worker.dump()) for _ in range(50)]
    await asyncio.sleep(0)
    os.kill(worker.pid, signal.SIGKILL)
    async with asyncio.timeout(PATIENCE):
        error = await died
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(error, WorkerDiedError)
    assert "SIGKILL" in str(error)
    assert all(isinstance(outcome, WorkerDiedError) for outcome in outcomes)
    assert told == ["router"]
    assert worker.died
    assert worker.closed
    assert router.closed
    with pytest.raises(WorkerDiedError):
        await worker.create_router(media_codecs=MEDIA_CODECS)


async def test_one_worker_dying_leaves_the_others_alone(worker: Worker) -> None:
    async with running_worker(log_level="none") as other:
        os.kill(other.pid, signal.SIGKILL)
        await other.wait_closed()
        assert (await worker.dump())["pid"] == worker.pid


async def test_stopped_worker_makes_requests_time_out(installation: Installation) -> None:
    async with await create_worker(installation, request_timeout=0.3) as worker:
        os.kill(worker.pid, signal.SIGSTOP)
        outcomes = await asyncio.gather(*(worker.dump() for _ in range(5)), return_exceptions=True)
        assert all(isinstance(outcome, RequestTimeoutError) for outcome in outcomes)
        assert worker.pending_requests == 0
        assert not worker.closed, "it is the owner's to decide"
        os.kill(worker.pid, signal.SIGCONT)
        assert (await worker.dump())["pid"] == worker.pid


async def test_stopped_worker_is_killed_when_closed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker_bridge.handles.worker.CLOSE_TIMEOUT", 0.2)
    worker = await create_worker(installation)
    os.kill(worker.pid, signal.SIGSTOP)
    worker.close()
    async with asyncio.timeout(PATIENCE):
        await worker.wait_closed()
    assert not psutil.pid_exists(worker.pid)


async def test_a_start_that_is_cancelled_leaves_no_process(installation: Installation) -> None:
    before = {child.pid for child in psutil.Process().children()}
    starting = asyncio.create_task(create_worker(installation))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    # Not even one that nobody has waited for.
    assert {child.pid for child in psutil.Process().children()} == before


async def test_interrupting_the_terminal_does_not_reach_workers(worker: Worker) -> None:
    assert os.getsid(worker.pid) == worker.pid != os.getsid(0)


OWNER = """
import asyncio, sys
from worker_bridge import create_worker

async def main():
    workers = [await create_worker() for _ in range(2)]
    print(*(worker.pid for worker in workers), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_owner(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        line = owner.stdout.readline()
        workers = [psutil.Process(int(pid)) for pid in line.split()]
        assert len(workers) == 2
        owner.send_signal(number)
    gone, alive = psutil.wait_procs(workers, PATIENCE)
    assert len(gone) == 2
    assert not alive


async def test_refuses_wrong_settings(installation: Installation) -> None:
    with pytest.raises(ParameterError, match="wrong settings"):
        await create_worker(installation, log_level="loud")  # type: ignore[arg-type]


async def test_says_why_a_worker_does_not_start(tmp_path: Path, installation: Installation) -> None:
    with pytest.raises(WorkerStartError, match="No such file"):
        await create_worker(Installation(tmp_path / "none", installation.schemas, "3"))
    quitter = tmp_path / "quitter"
    quitter.write_text("#!/bin/sh\nexit 3\n")
    quitter.chmod(0o755)
    with pytest.raises(WorkerStartError, match="exit code 3"):
        await create_worker(Installation(quitter, installation.schemas, "3"))


async def test_a_process_that_cannot_be_watched_is_ended(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_pid: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    before = psutil.Process().children()
    monkeypatch.setattr(os, "pidfd_open", full)
    with pytest.raises(WorkerStartError, match="Too many open files"):
        await create_worker(installation)
    assert psutil.Process().children() == before


async def test_a_process_that_somebody_else_waited_for_is_over_too(worker: Worker) -> None:
    died: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
    worker.on("died", died.set_result)
    os.kill(worker.pid, signal.SIGKILL)
    os.waitpid(worker.pid, 0)  # noqa: ASYNC222 - before the loop can
    async with asyncio.timeout(PATIENCE):
        await worker.wait_closed()
    assert "nobody knows how" in str(await died)


async def test_killing_counts_as_having_died(worker: Worker, router: Router) -> None:
    died: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
    worker.on("died", died.set_result)
    os.kill(worker.pid, signal.SIGSTOP)
    worker.kill()
    async with asyncio.timeout(PATIENCE):
        assert "SIGKILL" in str(await died)
        await worker.wait_closed()
    worker.kill()
    assert worker.died
    assert router.closed


async def test_an_id_in_use_is_refused(
    worker: Worker, direct: DirectTransport, audio: Producer
) -> None:
    """What has it goes on hearing from the worker."""
    far_router = await worker.create_router(media_codecs=MEDIA_CODECS)
    far = await far_router.create_direct_transport()
    for transport in (direct, far):
        with pytest.raises(ParameterError, match=audio.id):
            await transport.produce(kind="audio", rtp_parameters=OPUS, id=audio.id)
        with pytest.raises(ParameterError, match=audio.id):
            await transport.produce_data(id=audio.id)
    await audio.enable_trace_event(["rtp"])
    (trace,) = await talk(audio.send, first(audio, "trace"))
    assert trace["type"] == "rtp"
    audio.close()
    again = await far.produce(kind="audio", rtp_parameters=OPUS, id=audio.id)
    assert again.id == audio.id


async def test_logs_go_where_they_are_wanted(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[tuple[int, str]] = []
    async with await create_worker(
        installation, log_level="debug", on_log=lambda level, text: lines.append((level, text))
    ) as worker:
        await worker.update_settings(log_level="debug", log_tags=["info"])
        assert any(level == logging.DEBUG and "info" in text for level, text in lines)
    with caplog.at_level(logging.DEBUG, "worker_bridge"):
        async with running_worker(log_level="debug") as worker:
            await worker.update_settings(log_level="debug", log_tags=["info", "ice"])
    assert any("info,ice" in record.message for record in caplog.records)


async def test_refuses_wrong_log_tags(worker: Worker) -> None:
    with pytest.raises(ParameterError):
        await worker.update_settings(log_level="loud")  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        await worker.update_settings(log_tags=[1])  # type: ignore[list-item]


async def test_leaves_nothing_open(installation: Installation) -> None:
    this = psutil.Process()
    async with running_worker():
        pass  # the first one loads the schemas
    before, tasks = this.num_fds(), asyncio.all_tasks()
    for _ in range(3):
        async with running_worker() as worker:
            router = await worker.create_router(media_codecs=MEDIA_CODECS)
            await router.create_webrtc_transport(listen_infos=[LOOPBACK])
    await asyncio.sleep(0.05)
    assert this.num_fds() == before
    assert asyncio.all_tasks() == tasks
    assert not [child for child in this.children() if child.name() == "mediasoup-worker"]


async def test_cancelled_creation_leaves_nothing_in_the_worker(
    worker: Worker, router: Router, transport: WebRtcTransport
) -> None:
    creating = [
        asyncio.ensure_future(worker.create_router(media_codecs=MEDIA_CODECS)),
        asyncio.ensure_future(router.create_webrtc_transport(listen_infos=[LOOPBACK])),
        asyncio.ensure_future(transport.produce(kind="audio", rtp_parameters=OPUS)),
    ]
    await asyncio.sleep(0)
    for task in creating:
        task.cancel()
    outcomes = await asyncio.gather(*creating, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    dump = await worker.dump()
    assert dump["routerIds"] == [router.id]
    assert (await router.dump())["transportIds"] == [transport.id]
    assert (await transport.dump())["producerIds"] == []


async def test_webrtc_server_shares_a_port(worker: Worker, router: Router) -> None:
    server = await worker.create_webrtc_server(
        listen_infos=[
            {**LOOPBACK, "announcedAddress": "meet.example.com"},
            {"protocol": "tcp", "ip": "127.0.0.1"},
        ],
        app_data={"what": "ever"},
    )
    seen: list[str] = []
    server.observer.on("webrtctransporthandled", lambda transport: seen.append(transport.id))
    server.observer.on("webrtctransportunhandled", lambda transport: seen.append(transport.id))
    both = [await router.create_webrtc_transport(webrtc_server=server) for _ in range(2)]
    assert server.app_data == {"what": "ever"}
    dump = await server.dump()
    assert set(dump["webRtcTransportIds"]) == {transport.id for transport in both}
    udp, tcp = both[0].ice_candidates
    assert udp["address"] == udp["ip"] == "meet.example.com"
    assert udp["port"] == both[1].ice_candidates[0]["port"] == dump["udpSockets"][0]["port"]
    assert (tcp["protocol"], tcp["tcpType"]) == ("tcp", "passive")
    both[0].close()
    told: list[str] = []
    both[1].on("listenserverclose", lambda: told.append("transport"))
    server.close()
    assert told == ["transport"]
    assert both[1].closed
    assert seen == [both[0].id, both[1].id, both[0].id, both[1].id]
    assert (await worker.dump())["webRtcServerIds"] == []
    assert (await router.dump())["transportIds"] == []


async def test_port_in_use_is_an_error_and_no_more(worker: Worker) -> None:
    server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
    port = (await server.dump())["udpSockets"][0]["port"]
    with pytest.raises(Exception, match="address already in use"):
        await worker.create_webrtc_server(listen_infos=[{**LOOPBACK, "port": port}])
    assert (await worker.dump())["webRtcServerIds"] == [server.id]


async def test_dtls_begins_only_with_sound_parameters(transport: WebRtcTransport) -> None:
    wrong: Any
    for wrong in (
        {},
        {"fingerprints": []},
        {"fingerprints": [{"algorithm": "sha-257", "value": "AA"}]},
        {"fingerprints": [{"algorithm": "sha-256"}]},
        {"fingerprints": FINGERPRINTS["fingerprints"], "role": "boss"},
        None,
    ):
        with pytest.raises(ParameterError):
            await transport.connect(dtls_parameters=wrong)
    await transport.connect(dtls_parameters=FINGERPRINTS)
    assert transport.dtls_parameters["role"] == "server"
