"""Limits of places: what many of them cost."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from meetd import place_limit
from meetd.place_limit import PlaceLimit
from meetd.token_bucket import TokenBucket


def test_that_there_are_many_places_costs_each_request_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a crowd of which none is forgotten yet, all were looked at with each request."""
    monkeypatch.setattr(place_limit, "_KEPT", 100)
    looks = [0]

    def look(_bucket: TokenBucket) -> bool:
        looks[0] += 1
        return False

    monkeypatch.setattr(TokenBucket, "full", property(look))
    limit, places = PlaceLimit(1e-6, 10.0), 5000
    for number in range(places):
        limit.count(ip_network(f"10.0.{number // 256}.{number % 256}/32"))
    assert looks[0] < 2 * places
    assert len(limit._buckets) == places
