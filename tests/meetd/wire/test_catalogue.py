"""The catalogue: complete, and true of what rooms tell."""

from __future__ import annotations

from dataclasses import replace
from types import NoneType
from typing import get_args

import pytest

from meetd.errors import InvalidRequest
from meetd.model import MessageId
from meetd.rest.routes import ROUTES
from meetd.rooms.events import ClientEvent
from meetd.signaling.handlers import OPERATIONS as ANSWERED
from meetd.wire import requests
from meetd.wire.catalogue.definitions import Leaves
from meetd.wire.catalogue.events import EVENTS, SESSION_ENDED
from meetd.wire.catalogue.rest import CHANGE_ROOM, OPERATIONS, SHOW_ROOM
from meetd.wire.catalogue.sockets import REQUESTS
from meetd.wire.marks import ABSENT
from meetd.wire.validation import load, schema


def test_every_request_is_answered_and_no_other() -> None:
    assert {request.name for request in REQUESTS} == set(ANSWERED)
    for request in REQUESTS:
        operation = ANSWERED[request.name]
        assert (operation.needs, operation.limit) == (request.needs, request.limit)
        assert (operation.render is None) is (request.result is NoneType)


def test_every_operation_is_answered_once_and_no_other() -> None:
    assert sorted(route.operation.name for route in ROUTES) == sorted(o.name for o in OPERATIONS)
    assert {route.operation for route in ROUTES} == set(OPERATIONS)


def test_an_operation_says_what_it_may_be_refused_with() -> None:
    assert CHANGE_ROOM.statuses == {401, 403, 404, 409, 413, 415, 422, 429, 503}
    assert SHOW_ROOM.statuses == {401, 403, 404, 409, 429, 503}
    assert {"not_room_host", "origin_not_allowed", "internal"} <= CHANGE_ROOM.codes
    assert SHOW_ROOM.codes.isdisjoint({"not_room_host", "origin_not_allowed", "invalid_request"})


def test_what_changes_a_live_room_says_what_it_leaves_behind() -> None:
    """See the tests of authority for what becomes of it while a room moves."""
    for request in REQUESTS:
        assert isinstance(request.leaves, Leaves), request.name
    live = [one for one in OPERATIONS if one.live and one.method != "GET"]
    assert len(live) > 15
    for operation in live:
        assert isinstance(operation.leaves, Leaves), operation.name
        with pytest.raises(TypeError, match=operation.name):
            replace(operation, leaves=None)


def test_every_event_of_a_room_is_told_and_no_other() -> None:
    told = {event.of for event in EVENTS if event is not SESSION_ENDED}
    assert told == set(get_args(ClientEvent))


def test_names_are_given_once() -> None:
    for table in (REQUESTS, EVENTS, OPERATIONS):
        names = [one.name for one in table]
        assert len(names) == len(set(names))


def load_as(cls: type, **data: object) -> object:
    return load(schema(cls)(), data)


def test_a_request_is_an_object_for_who_answers_it() -> None:
    asked = load_as(requests.ChatHistory, before=7)
    assert asked == requests.ChatHistory(before=MessageId(7), after=None, limit=50)
    join = load_as(requests.Join, code="a", microphone=True, camera=False)
    assert isinstance(join, requests.Join)
    assert (join.screen, join.resume, join.decodes) == (False, None, ["VP8"])


def test_what_was_left_out_is_not_null() -> None:
    media = load_as(requests.Media, camera=False, limited=None)
    assert isinstance(media, requests.Media)
    assert media.microphone is ABSENT
    assert media.changes == {"camera": False, "limited": None}


def test_one_consumer_or_several() -> None:
    one = load_as(requests.ConsumerPriority, consumerId="a", priority=1)
    several = load_as(requests.ConsumerPriority, consumerIds=["a", "b"], priority=1)
    assert isinstance(one, requests.ConsumerPriority)
    assert isinstance(several, requests.ConsumerPriority)
    assert (one.consumers, several.consumers) == (["a"], ["a", "b"])
    for wrong in ({}, {"consumerId": "a", "consumerIds": ["a"]}):
        with pytest.raises(InvalidRequest) as refused:
            load_as(requests.ConsumerPriority, priority=1, **wrong)
        assert set(refused.value.fields or {}) == {"consumerIds"}


def test_null_is_refused_where_it_means_nothing() -> None:
    for wrong in ({"consumerId": None}, {"consumerId": "a", "temporalLayer": None}):
        with pytest.raises(InvalidRequest):
            load_as(requests.ConsumerLayers, spatialLayer=0, **wrong)
