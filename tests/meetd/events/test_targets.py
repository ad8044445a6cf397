"""Addresses that the server is not sent to, whatever they are called and however written."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from meetd.outbound import targets
from meetd.outbound.addresses import is_private, is_public
from meetd.outbound.targets import (
    AddressRefusedError,
    GuardedResolver,
    allowed_over,
    checked_url,
)
from support.waiting import PATIENCE

OURS = [
    *("127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "100.64.0.1"),
    *("100.127.255.255", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1"),
]
NOBODYS = [
    *("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "0.0.0.0"),
    *("0.1.2.3", "::", "::ffff:169.254.169.254", "224.0.0.1", "239.1.1.1", "255.255.255.255"),
    *("240.0.0.1", "ff02::1", "192.0.0.8", "192.0.0.9", "192.0.2.1", "198.51.100.1"),
    *("203.0.113.9", "198.18.0.1", "2001:db8::1", "3fff::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2002:808:808::1", "2001::1", "192.88.99.1", "::127.0.0.1", "::8.8.8.8", "fec0::1"),
    *("64:ff9b:1::1", "64:ff9b::a9fe:a9fe", "168.63.129.16"),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "100.63.0.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", [*OURS, *NOBODYS])
def test_of_the_internet_are_these_not(address: str) -> None:
    assert not is_public(address)
    assert is_private(address) is (address in OURS)


@pytest.mark.parametrize("address", PUBLIC)
def test_of_the_internet_are_these(address: str) -> None:
    assert is_public(address)
    assert not is_private(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com/", "https://", "https:///x", "example.com"),
        *("https://user@example.com/", "https://user:secret@example.com/", "javascript:1"),
        *(
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://10.0.0.1",
        ),
        *(
            "https://localhost/",
            "https://a.localhost/",
            "https://LOCALHOST/",
            "https://localhost./",
        ),
        *("https://169.254.169.254/latest", "https://[fe80::1%25eth0]/", "https://exa mple.com/"),
        *(
            "https://example.com:0x50/",
            "https://example.com:99999/",
            "https://example.com\\@10.0.0.1/",
        ),
        *("https://example.com\n/", "https://-a.example/", "https://a..example/", "https://[::1/"),
        *("https://" + "a" * 64 + ".example/", "https://example.com/" + "a" * 2000),
        *("https://１２７.0.0.1/", "https://127。0。0。1/", "https://☃☃\u200b.example/"),
    ],
)
def test_no_such_url_is_taken(url: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        checked_url(url, private=False)


def test_hosts_are_written_in_one_way() -> None:
    assert checked_url("https://EXAMPLE.com:8443?a=b#c", private=False) == (
        "https://example.com:8443/?a=b"
    )
    assert checked_url("https://bücher.example/ä", private=False) == (
        "https://xn--bcher-kva.example/ä"
    )
    assert checked_url("http://[::1]:8080/x", private=True) == "http://[::1]:8080/x"
    assert checked_url("https://8.8.8.8/", private=True) == "https://8.8.8.8/"


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "http://169.254.169.254/", "https://0.0.0.0/"])
def test_nobody_goes_out_without_tls_even_where_ones_own_network_is_allowed(url: str) -> None:
    with pytest.raises(ValueError, match="internet"):
        checked_url(url, private=True)


class Names:
    """A system's look-up that says what a test has it say, and counts."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked = 0

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.asked += 1
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in self.addresses
        ]


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("2606:4700::1111", "::ffff:169.254.169.254")],
)
async def test_a_name_that_leads_inside_is_refused_as_a_whole(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(*addresses)
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    with pytest.raises(AddressRefusedError):
        await GuardedResolver(allowed_over("https", private=False)).resolve("a.example", 443)


async def test_what_is_connected_to_is_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names("8.8.8.8", "2606:4700::1111")
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    found = await GuardedResolver(allowed_over("https", private=False)).resolve("a.example", 443)
    assert [one["host"] for one in found] == ["8.8.8.8", "2606:4700::1111"]
    assert all(one["flags"] & socket.AI_NUMERICHOST for one in found)
    assert names.asked == 1


@pytest.mark.parametrize("spelling", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "10.1"])
async def test_other_spellings_of_an_address_are_found_out(spelling: str) -> None:
    with pytest.raises((AddressRefusedError, socket.gaierror)):
        await GuardedResolver(allowed_over("https", private=False)).resolve(spelling, 443)


async def test_a_name_that_nobody_answers_for_holds_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of whoever has a name server that is silent: a look-up cannot be ended."""
    names, answered = Names("8.8.8.8"), threading.Event()

    def getaddrinfo(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        if host == "slow.example":
            answered.wait()
        return names.getaddrinfo(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(targets, "LOOKUPS", 41)
    resolver = GuardedResolver(allowed_over("https", private=False))
    async with asyncio.timeout(PATIENCE):
        slow = [asyncio.create_task(resolver.resolve("slow.example", 443)) for _ in range(40)]
        await asyncio.sleep(0)
        for _ in range(3):
            assert await resolver.resolve("a.example", 443)
        slow[0].cancel()
        slow.append(asyncio.create_task(resolver.resolve("slow.example", 443)))
        await asyncio.sleep(0)
        # Who waits no longer has the thread all the same.
        with pytest.raises(OSError, match="as may be"):
            await resolver.resolve("a.example", 443)
        answered.set()
        found = await asyncio.gather(*slow, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in found] == [True] + [False] * 40
    assert await resolver.resolve("a.example", 443)


async def test_what_is_no_name_is_not_found() -> None:
    resolver = GuardedResolver(allowed_over("https", private=False))
    with pytest.raises(OSError, match=r"."):
        await resolver.resolve("a" * 64 + ".example", 443)
