"""Addresses of STUN and TURN servers: what every browser takes, and what makes all calls fail."""

from __future__ import annotations

import pytest

from meetd.ice_urls import stun_url, turn_url

GOOD_STUN = (
    "stun:host",
    "stun:meet.example.org:3478",
    "stuns:host:5349",
    "stun:192.0.2.1",
    "stun:[2001:db8::1]",
    "stun:[2001:db8::1]:3478",
    "stun:under_score.example.org:65535",
)
GOOD_TURN = (
    "turn:host",
    "turn:host:3478",
    "turn:host?transport=udp",
    "turn:host:3478?transport=tcp",
    "turns:host",
    "turns:host:443",
    "turns:host:5349?transport=tcp",
    "turn:192.0.2.1:3478?transport=udp",
    "turn:[2001:db8::1]:3478?transport=udp",
    "turn:[2001:db8::1]?transport=tcp",
)
BAD_STUN = (
    "stun:host:3478?transport=udp",
    "stun:host?x=y",
    "stun:host?",
    "stun://host",
    "stun://host:3478",
    "stun:",
    "stun::3478",
    "stun:host:",
    "stun:host:port",
    "stun:host:0",
    "stun:host:65536",
    "stun:host:-1",
    "stun:host:+1",
    "stun:host:٣",
    "stun:host:99999999999999999999",
    "stun:2001:db8::1",
    "stun:2001:db8::1:3478",
    "stun:[2001:db8::1",
    "stun:2001:db8::1]:3478",
    "stun:[host]",
    "stun:[192.0.2.1]",
    "stun:[fe80::1%25eth0]",
    "stun:a b",
    "stun:a\tb",
    "stun:user@host",
    "stun:user:password@host:3478",
    "stun:host/",
    "stun:host/path",
    "stun:host#there",
    "stun:a..b",
    "stun:.",
    "stun:-a.example",
    "stun:*.example.org",
    "stun:%68ost",
    "stun:1.2.3",
    "stun:1.2.3.256",
    "stun:0.0.0.0",
    "stun:[::]",
    "stun:" + "a" * 64,
    "host:3478",
    "https://host",
    "turn:host",
    "stuntman:host",
    ":host",
)
BAD_TURN = (
    "turn:host?transport=sctp",
    "turn:host?transport=",
    "turn:host?transport",
    "turn:host?transport=udp&x=y",
    "turn:host?transport=udp?transport=tcp",
    "turn:host?Transport=udp&transport=tcp",
    "turn:host?transport=udp ",
    "turn:host transport=udp",
    "turns:host?transport=udp",
    "turn://host:3478?transport=udp",
    "turn:2001:db8::1?transport=udp",
    "stun:host",
    *(f"turn{url[4:]}" for url in BAD_STUN[2:-5]),
)


@pytest.mark.parametrize("url", GOOD_STUN)
def test_stun_that_browsers_take(url: str) -> None:
    assert stun_url(url) == url


@pytest.mark.parametrize("url", GOOD_TURN)
def test_turn_that_browsers_take(url: str) -> None:
    assert turn_url(url) == url


def test_one_spelling_of_what_is_the_same() -> None:
    assert turn_url("TURN:Meet.Example.ORG:03478?transport=UDP") == (
        "turn:meet.example.org:3478?transport=udp"
    )
    assert stun_url("stun:bücher.example") == "stun:xn--bcher-kva.example"
    assert stun_url("stun:[2001:DB8:0::1]") == "stun:[2001:db8::1]"


@pytest.mark.parametrize("url", BAD_STUN)
def test_no_stun(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        stun_url(url)


@pytest.mark.parametrize("url", BAD_TURN)
def test_no_turn(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        turn_url(url)
