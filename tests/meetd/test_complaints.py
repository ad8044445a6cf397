"""What is wrong is said, and no more of it than helps."""

from __future__ import annotations

import json

import pytest
from marshmallow import RAISE, Schema, ValidationError, fields

from meetd.complaints import MAX_FIELDS, complaints


class Inner(Schema):
    number = fields.Integer()


class Outer(Schema):
    name = fields.String(required=True)
    numbers = fields.List(fields.Integer())
    inner = fields.Dict(keys=fields.String(), values=fields.Nested(Inner))


def said(body: dict[str, object]) -> dict[str, object]:
    with pytest.raises(ValidationError) as wrong:
        Outer(unknown=RAISE).load(body)
    return complaints(wrong.value)


def test_each_field_that_is_wrong_is_named() -> None:
    assert set(said({"numbers": [1, "x"], "hat": 1})) == {"name", "numbers", "hat"}


@pytest.mark.parametrize(
    "body",
    [
        {f"{number:0500}": 1 for number in range(1000)},
        {"name": "a", "numbers": ["x"] * 1000},
        {"name": "a", "inner": {str(number): {"number": "x"} for number in range(1000)}},
    ],
)
def test_of_many_the_first_are_named(body: dict[str, object]) -> None:
    answer = said(body)
    assert 1 <= len(answer) <= MAX_FIELDS
    assert len(json.dumps(answer)) < 8192
