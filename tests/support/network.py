"""A server and people on machines of their own, with a network between them that can be broken.

    server ─── router ─┬─ one person's machine
                       └─ another's

Each machine is a network namespace with one line to the router, which is a namespace too: trouble
is made there, where nobody who suffers from it can know. Root alone may make namespaces. They last
as long as a process is in them, so each is held by one that ends with this process, come what may.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from support.browser import WHOLE
from support.people import People
from support.person import Person
from support.service import Service

HTTP_PORT = 8080
MEDIA_PORT = 40_000
FIRST_HOUSE, SECOND_HOUSE = 0, 128
"""A machine has its first address from the one, and the one it may move to from the other."""
_CLONE_NEWNET = 0x4000_0000
_PREFIX = "10.77"
FIRST_BESIDES = f"{_PREFIX}.1.2"
"""The address of the first machine besides the server's, for who has to say it before."""


class Namespace:
    """A network stack with nothing in it but loopback."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo made; exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout is not None
        if not self._holder.stdout.readline():
            self.close()
            raise RuntimeError("no network namespace can be made")
        self.run("ip", "link", "set", "lo", "up")

    @property
    def pid(self) -> int:
        """A process inside."""
        return self._holder.pid

    def entering(self, *command: str) -> list[str]:
        """The command that runs another inside."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", *command]

    def run(self, *command: str) -> str:
        """Run a command inside; what it prints. Raises CalledProcessError."""
        done = subprocess.run(
            self.entering(*command), check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let this thread make its sockets and processes inside. Nothing may be awaited here."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        try:
            _set_namespace(there)
            yield
        finally:
            _set_namespace(before)
            os.close(before)
            os.close(there)

    def close(self) -> None:
        """Let it go; it is over when nothing else runs inside."""
        self._holder.communicate()


def _set_namespace(handle: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(handle, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Line:
    """A machine's way to the router, and by it to all others. What is done here happens at once."""

    def __init__(self, router: Namespace, number: int) -> None:
        self.machine = Namespace()
        self._router = router
        self._number = number
        self._end = f"line{number}"
        self._house = FIRST_HOUSE
        # An address that comes by itself, a second later, is a change of networks to a browser:
        # it gives up what it loads just then.
        no_ipv6 = "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6"
        self.machine.run("sh", "-c", no_ipv6)
        peer = ("peer", "name", "eth0", "netns", str(self.machine.pid))
        router.run("ip", "link", "add", self._end, "type", "veth", *peer)
        for house in (FIRST_HOUSE, SECOND_HOUSE):
            gateway = f"{self._network(house)}.1/24"
            router.run("ip", "address", "add", gateway, "dev", self._end)
        router.run("ip", "link", "set", self._end, "up")
        self.machine.run("ip", "address", "add", f"{self.address}/24", "dev", "eth0")
        self.plug()

    @property
    def address(self) -> str:
        """The machine's own."""
        return f"{self._network(self._house)}.2"

    def _network(self, house: int) -> str:
        return f"{_PREFIX}.{house + self._number}"

    @property
    def everybody(self) -> str:
        """All addresses that machines here may have."""
        return f"{_PREFIX}.0.0-{_PREFIX}.255.255"

    def unplug(self) -> None:
        """As a cable that is pulled, or Wi-Fi that is turned off."""
        self.machine.run("ip", "link", "set", "eth0", "down")

    def plug(self) -> None:
        """The other way round."""
        self.machine.run("ip", "link", "set", "eth0", "up")
        self._route()

    def move(self) -> None:
        """To another network: the machine has another address from now on, and the old one not."""
        before = self.address
        self._house = SECOND_HOUSE if self._house == FIRST_HOUSE else FIRST_HOUSE
        self.machine.run("ip", "address", "add", f"{self.address}/24", "dev", "eth0")
        self.machine.run("ip", "address", "delete", f"{before}/24", "dev", "eth0")
        self._route()

    def _route(self) -> None:
        gateway = f"{self._network(self._house)}.1"
        self.machine.run("ip", "route", "replace", "default", "via", gateway)

    def lose(self, share: float, *, up: bool = True) -> None:
        """That much of everything gets lost, each way or only of what comes down."""
        for way in ("--out-interface", "--in-interface")[: 1 + up]:
            random = ("--match", "statistic", "--mode", "random", "--probability", str(share))
            self._drop(way, self._end, *random)

    def block(self, other: Line, port: int | None = None) -> None:
        """Nothing passes between the two machines, or nothing to that port of the other."""
        ends = ("--in-interface", self._end, "--out-interface", other._end)
        if port is None:
            self._drop(*ends)
            self._drop("--in-interface", other._end, "--out-interface", self._end)
            return
        for protocol in ("udp", "tcp"):
            self._drop(*ends, "--protocol", protocol, "--destination-port", str(port))

    def let_out_alone(self, port: int) -> None:
        """Nothing passes but connections over TCP to that port, wherever it is."""
        self._pass(
            "--in-interface", self._end, "--protocol", "tcp", "--destination-port", f"{port}"
        )
        self._pass("--out-interface", self._end, "--protocol", "tcp", "--source-port", f"{port}")
        self._drop("--in-interface", self._end)
        self._drop("--out-interface", self._end)

    def _pass(self, *which: str) -> None:
        self._router.run("iptables", "--append", "FORWARD", *which, "--jump", "ACCEPT")

    def _drop(self, *which: str) -> None:
        self._router.run("iptables", "--append", "FORWARD", *which, "--jump", "DROP")

    def slow(self, kilobits: int) -> None:
        """No more than that comes down in a second; what waits longer than 300 ms is dropped."""
        _slow(self._router, self._end, kilobits)

    def slow_up(self, kilobits: int) -> None:
        """The same the other way: no more than that goes up."""
        _slow(self.machine, "eth0", kilobits)

    def fast(self) -> None:
        """As fast as it was."""
        self._router.run("tc", "qdisc", "delete", "dev", self._end, "root")

    def close(self) -> None:
        self.machine.close()


def _slow(sender: Namespace, device: str, kilobits: int) -> None:
    rate = ("rate", f"{kilobits}kbit", "burst", "4kb", "latency", "300ms")
    sender.run("tc", "qdisc", "replace", "dev", device, "root", "tbf", *rate)


class DistantService(Service):
    """`meetd serve` at the end of a line."""

    def __init__(self, line: Line, folder: Path, port: int = HTTP_PORT, **settings: str) -> None:
        there = {
            "host": "0.0.0.0",
            "rtc_listen_ip": line.address,
            "rtc_port": str(MEDIA_PORT),
            "workers": "1",
        }
        super().__init__(folder, port, **(there | settings))
        self.line = line
        self.address = line.address

    def start(self) -> None:
        with self.line.machine.inside():
            super().start()

    def metric(self, name: str, **labels: str) -> float:
        with self.line.machine.inside():
            return super().metric(name, **labels)


class Network:
    """A router, a server, and lines for all who come."""

    def __init__(self, folder: Path, port: int = HTTP_PORT, **settings: str) -> None:
        self._folder = folder
        self._lines: list[Line] = []
        self._of: dict[Person, Line] = {}
        self._router = Namespace()
        try:
            self._router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
            self.service = DistantService(self._lay(), folder, port, **settings)
        except BaseException:
            self.close()
            raise

    async def arrive(
        self, people: People, *names: str, switches: Sequence[str] = (), **more: Any
    ) -> list[Person]:
        """Open browsers, each at the end of a line of its own. See `People.arrive`."""
        port = self.service.port
        persons = []
        for name in names:
            line = self._lay()
            # A page under this name may use camera and microphone without HTTPS.
            rules = f"MAP localhost:{port} {self.service.line.address}:{port}"
            [person] = await people.arrive(
                self.service.url,
                name,
                switches=(f"--host-resolver-rules={rules}", *switches),
                executable=self._browser(line),
                **more,
            )
            self._of[person] = line
            persons.append(person)
        return persons

    def line(self, person: Person) -> Line:
        """The one of somebody who came."""
        return self._of[person]

    def machine(self) -> Line:
        """A machine more, for programs that are no browsers."""
        return self._lay()

    def dropped(self) -> int:
        """Packets that were lost or blocked since the network was last whole."""
        rules = self._router.run("iptables", "--list-rules", "FORWARD", "--verbose")
        return sum(int(packets) for packets in re.findall(r"-c (\d+) .*-j DROP", rules))

    def mend(self) -> None:
        """Nothing is lost or blocked any more."""
        self._router.run("iptables", "--flush", "FORWARD")

    def _lay(self) -> Line:
        line = Line(self._router, len(self._lines))
        self._lines.append(line)
        return line

    def _browser(self, line: Line) -> Path:
        """A program that runs Chromium at that end: the whole one, since without its windows it
        names its own addresses in a way that no other machine understands (mDNS)."""
        path = self._folder / f"chromium-{line.address}"
        path.write_text(f'#!/bin/sh\nexec {shlex.join(line.machine.entering(WHOLE))} "$@"\n')
        path.chmod(0o755)
        return path

    def close(self) -> None:
        """Let all machines go."""
        for line in self._lines:
            line.close()
        self._router.close()


@contextlib.contextmanager
def network(folder: Path, port: int = HTTP_PORT, **settings: str) -> Iterator[Network]:
    """Lay a network and run its server; settings as for `serving`."""
    laid = Network(folder, port, **settings)
    try:
        laid.service.start()
        try:
            yield laid
        finally:
            laid.service.stop()
    finally:
        laid.close()
