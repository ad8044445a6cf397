"""Every worker's UDP and TCP port, each alone, at each address that browsers are told: asked by
STUN, as ICE asks it (RFC 8445), over transports that the running server makes for that."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from meetd.cluster.by_socket import BySocket
from meetd.cluster.control import Operator, Report
from meetd.cluster.redis import FAILURES
from meetd.config import Settings
from meetd.doctor import stun
from meetd.doctor.finding import Finding, ill, well
from meetd.errors import Forbidden, InvalidRequest, NotFound

_PRIORITY = (110 << 24 | 65_535 << 8 | 255).to_bytes(4, "big")
"""Of a candidate that shows itself by asking (RFC 8445, section 5.1.2)."""


@dataclass(frozen=True, slots=True)
class _Port:
    worker: int
    protocol: str
    address: str
    port: int
    username: str
    password: str

    def __str__(self) -> str:
        return f"{self.protocol.upper()} port {self.port} of worker {self.worker}"

    async def ask(self) -> str | None:
        """Ask whether the worker hears and is heard; the reason why it is not, in a sentence."""
        asked = {
            stun.USERNAME: self.username.encode(),
            stun.PRIORITY: _PRIORITY,
            stun.CONTROLLING: secrets.token_bytes(8),
        }
        tcp = self.protocol == "tcp"
        try:
            async with stun.connected(self.address, self.port, tcp=tcp, framed=tcp) as line:
                await stun.ask(line, stun.BINDING, asked, self.password.encode(), fingerprint=True)
        except socket.gaierror:
            return f"No address is known under the name {self.address}, which browsers are told."
        except ConnectionRefusedError:
            return f"{self} is refused at {self.address}."
        except stun.RefusedError:
            return f"Another program than this server answers at {self.address}: {self} is not it."
        except (OSError, EOFError, TimeoutError):
            return f"{self} does not answer at {self.address}."
        return None


async def media_ports(settings: Settings, *, outside: bool = False) -> list[Finding]:
    """Ask the ports of all servers that run; from `outside`, those of the one at
    MEETD_PUBLIC_URL."""
    try:
        answers = await _probes(settings, outside=outside)
    except InvalidRequest as error:
        return [ill("media ports", str(error), "Let only so many doctors look at a time.")]
    except FAILURES:
        return [
            ill(
                "media ports",
                "They were left out: Redis does not say which servers there are.",
                "Mend Redis first, and look again.",
            )
        ]
    found: list[Finding] = []
    for name, answer in answers.items():
        of = f"{name}, " if len(answers) > 1 else ""
        if answer is None:
            found.append(
                ill(
                    f"{of}media ports",
                    "They were left out: no server of these settings answers"
                    f" at {settings.public_url if outside else name}.",
                    "Start it (meetd serve), with the same MEETD_SECRET_KEY, and look again.",
                )
            )
            continue
        elsewhere = outside or (settings.redis_url is not None and name != settings.node)
        found += await _server(of, answer, elsewhere=elsewhere)
    if not outside and any(answer is not None for answer in answers.values()):
        found.append(
            well(
                "media ports",
                "They were asked from this host, past its own firewall and those before it:"
                " meetd doctor --outside, on another machine, asks as people do.",
            )
        )
    return found


async def _probes(settings: Settings, *, outside: bool) -> dict[str, Report | None]:
    """Raises InvalidRequest, and what Redis does."""
    if not outside and settings.redis_url is None:
        # Where that is not for this user, or it does not answer, its address may be.
        with suppress(Forbidden, NotFound), BySocket.of(settings.data_dir) as by_socket:
            if by_socket is not None:
                return await by_socket.probes()
    return await Operator(settings).probes(settings.public_url if outside else None)


async def _server(of: str, answer: Report, *, elsewhere: bool) -> list[Finding]:
    """Its workers' ports; of a host that is `elsewhere`, loopback is nobody's business."""
    ports = [port for port in _ports(answer) if not (elsewhere and _is_loopback(port.address))]
    reasons = await asyncio.gather(*(port.ask() for port in ports))
    asked = list(zip(ports, reasons, strict=True))
    reached = {port.address for port, why in asked if why is None}
    found: list[Finding] = []
    for index in range(answer["wanted"]):
        its = [(port, why) for port, why in asked if port.worker == index]
        good = [port for port, why in its if why is None]
        if good:
            where = ", ".join(f"{p.protocol.upper()} {_place(p)}" for p in good)
            found.append(well(f"{of}worker {index}", f"Answers at {where}."))
        found += [
            ill(
                f"{of}worker {index}, {port.protocol} {_place(port)}",
                why,
                _remedy(port, reached, elsewhere=elsewhere),
            )
            for port, why in its
            if why is not None
        ]
        if not its:
            found.append(_nowhere(of, index, answer))
    return found


def _nowhere(of: str, index: int, answer: Report) -> Finding:
    if any(each["index"] == index and each["candidates"] for each in answer["workers"]):
        return ill(
            f"{of}worker {index}",
            "Browsers are told no address of it but loopback.",
            "Set MEETD_RTC_ANNOUNCED_ADDRESS to the address at which people reach the host.",
        )
    return ill(
        f"{of}worker {index}",
        f"Worker {index} does not run, or does not answer: its ports were left out.",
        "Look at the server's log, which says why it does not start.",
    )


def _ports(answer: Report) -> Iterator[_Port]:
    for worker in answer["workers"]:
        for candidate in worker["candidates"]:
            yield _Port(
                worker["index"],
                candidate["protocol"],
                candidate["address"],
                candidate["port"],
                # The other side's name is no matter: this is nobody's transport.
                f"{worker['ice']['usernameFragment']}:doctor",
                worker["ice"]["password"],
            )


def _remedy(port: _Port, reached: set[str], *, elsewhere: bool) -> str:
    way = f"{port.protocol.upper()} port {port.port}"
    if port.address in reached:
        return f"Open {way} in the firewall, and have routers before the host lead it there."
    told = (
        f"See that {port.address} is where this host is reached (MEETD_RTC_ANNOUNCED_ADDRESS), and"
        f" open {way} there."
    )
    if elsewhere or _is_loopback(port.address):
        return told
    return (
        f"{told} Some routers lead nothing back inside: meetd doctor --outside, on another"
        " machine, knows."
    )


def _place(port: _Port) -> str:
    host = f"[{port.address}]" if ":" in port.address else port.address
    return f"{host}:{port.port}"


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
