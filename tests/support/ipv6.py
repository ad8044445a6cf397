"""A machine that has no IPv4 at all, not even loopback, with a server and browsers on it."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path

from support.browser import WHOLE
from support.network import HTTP_PORT, Namespace
from support.service import Service

ADDRESS = "fd77::2"


class Ipv6Machine(Service):
    """`meetd serve` there, as it runs by itself."""

    loopback = "[::1]"

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._machine = Namespace()
        for command in (
            "ip address delete 127.0.0.1/8 dev lo",
            "ip link add eth0 type veth peer name eth1",
            "ip link set eth1 up",
            f"ip address add {ADDRESS}/64 dev eth0 nodad",
            "ip link set eth0 up",
            "ip route add default dev eth0",
        ):
            self._machine.run(*command.replace("ip route", "ip -6 route").split())
        there = {"host": "", "rtc_listen_ip": "", "rtc_port": "", "workers": "1"}
        super().__init__(folder, HTTP_PORT, **(there | settings))

    def start(self) -> None:
        with self._machine.inside():
            super().start()

    def browser(self) -> Path:
        """A program that runs Chromium there, the whole one: see `Network`."""
        path = self._folder / "chromium"
        path.write_text(f'#!/bin/sh\nexec {shlex.join(self._machine.entering(WHOLE))} "$@"\n')
        path.chmod(0o755)
        return path

    def close(self) -> None:
        """Stop it, and let the machine go."""
        self.stop()
        self._machine.close()


@contextlib.contextmanager
def ipv6_machine(folder: Path, **settings: str) -> Iterator[Ipv6Machine]:
    """Run the server there; settings as for `serving`."""
    machine = Ipv6Machine(folder, **settings)
    try:
        machine.start()
        yield machine
    finally:
        machine.close()
