"""What a room says of its router: that one came, and that one died, are two things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meetd.rooms.mode import Mode, Reason
from support.model_room import ModelRoom

NAMES = ["ada", "ben", "cy"]


@pytest.fixture
def model() -> Iterator[ModelRoom]:
    model = ModelRoom(NAMES)
    yield model
    model.close()


def _said(model: ModelRoom) -> set[tuple[Mode, Reason]]:
    """How media travels and why, as each of them heard it last."""
    said = set()
    for client in model.clients.values():
        model.deliver(client, len(client.inbox))
        assert client.mode is not None
        said.add((client.mode.mode, client.mode.reason))
    return said


def test_a_first_router_that_comes_late_is_no_death(model: ModelRoom) -> None:
    model.media.running.clear()
    for client in model.clients.values():
        model.join(client)
    assert _said(model) == {(Mode.SFU, Reason.JOINED)}
    model.do(model.media.running.set)
    assert _said(model) == {(Mode.SFU, Reason.ROUTER_READY)}


def test_a_router_in_place_of_one_that_died_says_so(model: ModelRoom) -> None:
    for client in model.clients.values():
        model.join(client)
    model.do(model.media.die)
    model.do(model.media.running.set)
    assert _said(model) == {(Mode.SFU, Reason.WORKER_DIED)}
