"""What is wrong is said, and no more of it than helps."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow import RAISE, Schema, ValidationError, fields, validate

import meetd
from meetd.complaints import MAX_FIELDS, coded, complaints


class Inner(Schema):
    number = fields.Integer()


class Outer(Schema):
    name = fields.String(required=True)
    numbers = fields.List(fields.Integer())
    short = fields.String(validate=validate.Length(2, 32))
    share = fields.Integer(validate=validate.Range(0, 100))
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


def test_codes_say_the_same_as_the_words_and_what_they_are_about() -> None:
    body: dict[str, object] = {"hat": 1, "short": "x", "share": 101, "numbers": [1, "x"]}
    assert coded(said(body)) == {
        "name": [{"code": "required"}],
        "hat": [{"code": "unknown_field"}],
        "short": [{"code": "length", "min": 2, "max": 32}],
        "share": [{"code": "range", "min": 0, "max": 100}],
        "numbers": {"1": [{"code": "wrong_type", "type": "integer"}]},
    }
    assert coded({"x": ["Some new sentence."]}) == {"x": [{"code": "invalid"}]}


def sentences() -> Iterator[str]:
    """Every one that the server says of a field, but those that marshmallow has for it."""
    for path in Path(meetd.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            keywords = [keyword.value for keyword in call.keywords if keyword.arg == "fields"]
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            words = call.args[:1] if name == "ValidationError" else keywords
            for word in words:
                yield from _written(word)


def _written(word: ast.expr) -> Iterator[str]:
    match word:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "1" for p in parts)
        case ast.Dict(values=inner) | ast.List(elts=inner):
            for one in inner:
                yield from _written(one)


def test_every_sentence_about_a_field_has_a_code() -> None:
    found = set(sentences())
    assert len(found) > 10
    for sentence in found:
        (code,) = coded({"x": [sentence]})["x"]
        assert code["code"] != "invalid", sentence
