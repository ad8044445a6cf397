"""Clients are told apart by what proxies write of them, in every way they write it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from meetd.client_address import ClientAddresses, site

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "place"),
    [
        ("203.0.113.7", [], "203.0.113.7/32"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7/32"),
        ("127.0.0.1", [], "127.0.0.1/32"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1/32"),
        ("127.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1/32"),
        ("127.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.9"], "198.51.100.1/32"),
        ("127.0.0.1", ["nonsense"], "127.0.0.1/32"),
        ("127.0.0.1", ["1.1.1.1, , 10.0.0.9"], "10.0.0.9/32"),
        ("127.0.0.1", ["127.0.0.1"], "127.0.0.1/32"),
        ("::ffff:127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1/32"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("", ["198.51.100.1"], None),
        # As some proxies write it: with the port.
        ("127.0.0.1", ["198.51.100.1:5678"], "198.51.100.1/32"),
        ("127.0.0.1", ["[2001:db8:1:2::3]:5678"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["[2001:db8:1:2::3]"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ['"[2001:db8:1:2::3]:5678"'], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["[fe80::1%eth0]:5678"], "fe80::/64"),
        ("127.0.0.1", ["[::ffff:198.51.100.1]:5678"], "198.51.100.1/32"),
        ("127.0.0.1", ["198.51.100.1:5678, 10.0.0.9:80"], "198.51.100.1/32"),
        ("127.0.0.1", ["198.51.100.1:no"], "198.51.100.1/32"),
        ("127.0.0.1", ["::1"], "::/64"),
        # What is not said cannot be read, nor what is said behind it be believed.
        ("127.0.0.1", ["unknown"], "127.0.0.1/32"),
        ("127.0.0.1", ["198.51.100.1, unknown, 10.0.0.9"], "10.0.0.9/32"),
        ("127.0.0.1", ["198.51.100.1, _hidden"], "127.0.0.1/32"),
        ("127.0.0.1", [""], "127.0.0.1/32"),
        ("127.0.0.1", ["["], "127.0.0.1/32"),
        ("127.0.0.1", [":"], "127.0.0.1/32"),
        # An IPv4 address behind the network's translator.
        ("127.0.0.1", ["64:ff9b::198.51.100.1"], "198.51.100.1/32"),
    ],
)
def test_where_a_request_comes_from(peer: str, forwarded: list[str], place: str | None) -> None:
    request = make_mocked_request("POST", "/").clone(
        headers=[("X-Forwarded-For", value) for value in forwarded],
        remote=peer,
    )
    expected = None if place is None else ip_network(place)
    assert ClientAddresses(PROXIES).place(request) == expected


def asked(peer: str, forwarded: str | None) -> web.Request:
    headers = [] if forwarded is None else [("X-Forwarded-For", forwarded)]
    return make_mocked_request("POST", "/").clone(headers=headers, remote=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxy"),
    [
        ("172.18.0.2", "198.51.100.1", "172.18.0.2"),
        ("192.168.1.1", "198.51.100.1, 192.168.1.9", "192.168.1.1"),
        ("100.64.0.1", "198.51.100.1", "100.64.0.1"),
        ("fd00::2", "2001:db8::1", "fd00::2"),
        ("::ffff:172.18.0.2", "198.51.100.1", "172.18.0.2"),
        # Behind another one, which is trusted.
        ("10.0.0.9", "198.51.100.1, 172.18.0.2", "172.18.0.2"),
    ],
)
def test_a_proxy_of_ones_own_that_is_not_trusted_is_named_once(
    peer: str, forwarded: str, proxy: str
) -> None:
    addresses = ClientAddresses(PROXIES)
    with capture_logs() as lines:
        for _ in range(3):
            addresses.place(asked(peer, forwarded))
        addresses.place(asked("192.168.7.7", "198.51.100.2"))
    (line,) = lines
    assert (line["log_level"], line["proxy"]) == ("warning", proxy)
    assert "MEETD_TRUSTED_PROXIES" in line["event"]


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        ("172.18.0.2", None),
        ("172.18.0.2", ""),
        ("172.18.0.2", "unknown"),
        ("203.0.113.7", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1"),
        ("10.0.0.9", "192.168.1.9"),
        ("10.0.0.9", "198.51.100.1, 203.0.113.7"),
        ("", "198.51.100.1"),
    ],
)
def test_nothing_is_said_of_what_is_in_order(peer: str, forwarded: str | None) -> None:
    with capture_logs() as lines:
        ClientAddresses(PROXIES).place(asked(peer, forwarded))
    assert lines == []


@pytest.mark.parametrize(
    ("place", "whole"),
    [
        ("198.51.100.1/32", "198.51.100.1/32"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2002:c633:6401:7::/64", "2002:c633:6401::/48"),
    ],
)
def test_the_network_of_one_customer(place: str, whole: str) -> None:
    assert site(ip_network(place)) == ip_network(whole)
