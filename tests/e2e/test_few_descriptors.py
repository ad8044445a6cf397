"""A host that gives the server few descriptors: others are served, whatever somebody opens."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from support.ports import free_port
from support.service import Service

DESCRIPTORS = 256
KINDS = {
    "nothing": b"",
    "half a head": b"GET / HT",
    "half a body": (
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    ),
    "websockets": (
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n"
    ),
}


class _Poor(Service):
    command = ("sh", "-c", f'ulimit -n {DESCRIPTORS} && exec "$@"', "sh", *Service.command)


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = _Poor(tmp_path_factory.mktemp("poor"), free_port())
    service.start()
    yield service
    service.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_served(poor: Service, kind: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(2 * DESCRIPTORS):
            one = stack.enter_context(socket.socket())
            one.settimeout(10)
            with contextlib.suppress(ConnectionError):
                one.connect((poor.loopback, poor.port))
                one.sendall(KINDS[kind])
        for _ in range(3):
            with urlopen(f"http://{poor.loopback}:{poor.port}/readyz", timeout=10) as answer:
                assert answer.status == 200
    assert '"level": "error"' not in poor.output.read_text()
