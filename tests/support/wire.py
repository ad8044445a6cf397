"""What the server says is what the catalogue says of it: every client of the tests looks."""

from __future__ import annotations

import json
import re
from types import NoneType
from typing import Any

from meetd.wire.catalogue.events import EVENTS
from meetd.wire.catalogue.rest import OPERATIONS
from meetd.wire.catalogue.sockets import REQUESTS
from meetd.wire.problems import Problem
from meetd.wire.validation import Use, schema

_EVENTS = {event.name: schema(event.shape, Use.ANSWER)() for event in EVENTS}
_RESULTS: dict[str, type | None] = {
    request.name: None if request.result is NoneType else request.result for request in REQUESTS
}
_CODES = {request.name: request.codes for request in REQUESTS}
_PATHS = [
    (operation, re.compile(re.sub(r"{\w+}", "[^/]+", operation.path))) for operation in OPERATIONS
]
_PROBLEM = schema(Problem, Use.ANSWER)()


def wrong_of_event(event: str, data: dict[str, Any]) -> list[object]:
    """What is not as in the catalogue: the event, or its shape."""
    if event not in _EVENTS:
        return [event]
    wrong = _EVENTS[event].validate(data)
    return [(event, wrong, data)] if wrong else []


def must_be_answer(request: str, answer: dict[str, Any]) -> None:
    """Fail where the result of a request, or its error, is not as in the catalogue."""
    if request not in _RESULTS:
        return
    if not answer["ok"]:
        code = answer["error"]["code"]
        assert code in _CODES[request], f"{request} may not answer {code}"
        return
    result = {name: value for name, value in answer.items() if name != "ok"}
    known = _RESULTS[request]
    wrong = result if known is None else schema(known, Use.ANSWER)().validate(result)
    assert not wrong, (request, wrong, answer)


def must_be_answer_of(method: str, path: str, status: int, body: bytes) -> None:
    """Fail where what an operation of REST answers, or its problem, is not as in the catalogue."""
    found = [one for one, its in _PATHS if one.method == method and its.fullmatch(path)]
    if not found:
        return
    (operation,) = found
    if status >= 400:
        problem = json.loads(body)
        assert problem["code"] in operation.codes, f"{operation.name} may not answer {problem}"
        wrong = _PROBLEM.validate(problem)
    else:
        assert status in {operation.status, operation.made_status}, (operation.name, status)
        known = operation.answer
        told = known is not None or operation.media_type != "application/json"
        assert told or not body, (operation.name, body)
        wrong = {} if known is None else schema(known, Use.ANSWER)().validate(json.loads(body))
    assert not wrong, (operation.name, wrong, body)
