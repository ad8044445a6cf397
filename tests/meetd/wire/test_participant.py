"""A participant's attribute is said once: it is on the wire, in the page and in the paper."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from uuid import uuid4

from meetd.auth.principal import Principal
from meetd.later import LATER
from meetd.model import SessionId, UserId
from meetd.rooms.participant import Participant, ParticipantInfo
from meetd.wire import requests, tables, typescript
from meetd.wire.rendering import renderer
from meetd.wire.shape import camel, shape

NAMES = [one.name for one in fields(ParticipantInfo)]


@dataclass(slots=True, kw_only=True)
class Tomorrow(ParticipantInfo):
    """A participant of a later release."""

    hand_raised: bool = field(default=False, metadata=LATER)
    """True while it asks for the word."""


def participant() -> Participant:
    principal = Principal(UserId(uuid4()), "anna", SessionId(uuid4()))
    return Participant(
        principal=principal,
        user_id=principal.id,
        username=principal.display_name,
        microphone=True,
        camera=False,
    )


def test_others_are_told_every_attribute_as_it_is_now() -> None:
    anna = participant()
    before = anna.info()
    for name in NAMES:
        value = object()
        setattr(anna, name, value)
        assert getattr(anna.info(), name) is value
        assert getattr(before, name) is not value
    assert type(before) is ParticipantInfo


def test_the_wire_has_the_attributes_and_no_others() -> None:
    assert list(renderer(ParticipantInfo)(participant().info())) == [camel(name) for name in NAMES]


def test_an_attribute_more_is_one_more_in_page_and_paper() -> None:
    its, today = shape(Tomorrow), shape(ParticipantInfo)
    assert its.fields[:-1] == today.fields
    writer = typescript._Writer()
    writer._checked(its)
    assert "  handRaised: z.boolean().nullish(),\n});" in writer._parts[-1]
    told = tables._braced(tables._told(today))
    assert tables._braced(tables._told(its)) == told[:-1] + ", handRaised?: boolean}"
    assert ("handRaised", "true while it asks for the word; default false") in tables._said(its)


def test_what_one_says_of_oneself_is_an_attribute() -> None:
    assert {one.name for one in fields(requests.Media)} <= set(NAMES)
