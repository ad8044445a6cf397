"""The description: complete, sound, and true of what the server answers."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetd.rest import openapi
from meetd.wire.catalogue.rest import OPERATIONS
from meetd.wire.formats import FORMATS, Format
from support.api import ORIGIN, Api

DOCUMENT = openapi.describe(OPERATIONS, "1.2.3")
CALLS = [
    (method, path, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()
]
NAMES = [one["operationId"] for _, _, one in CALLS]
TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}


def parts(of: Any) -> Iterator[dict[str, Any]]:
    """All objects in a document."""
    if isinstance(of, dict):
        yield of
        for inner in of.values():
            yield from parts(inner)
    elif isinstance(of, list):
        for inner in of:
            yield from parts(inner)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Any = DOCUMENT
    for name in schema["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    assert isinstance(found, dict)
    return found


def test_it_is_an_openapi_document() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert set(DOCUMENT["info"]) >= {"title", "version"}
    assert set(DOCUMENT) <= {"openapi", "info", "servers", "paths", "components"}
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def test_references_lead_somewhere() -> None:
    schemas = [part for part in parts(DOCUMENT) if "$ref" in part]
    assert schemas
    assert all(resolved(part) for part in schemas)


def test_operations_are_named_once_and_say_what_they_do() -> None:
    assert len(NAMES) == len(set(NAMES))
    for _, path, one in CALLS:
        assert one["summary"].endswith(".")
        declared = {p["name"] for p in one.get("parameters", []) if p["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path))
        for parameter in one.get("parameters", []):
            assert parameter["required"] or parameter["in"] in {"query", "header"}
            assert resolved(parameter["schema"])["type"] in TYPES
        for status, response in one["responses"].items():
            assert re.fullmatch("[2-5][0-9]{2}", status)
            assert response["description"]
        for scheme in one.get("security", []):
            assert set(scheme) <= set(DOCUMENT["components"]["securitySchemes"])


def test_schemas_are_json_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        assert schema["type"] == "object"
        assert set(schema.get("required", [])) <= set(schema["properties"])
        for part in schema["properties"].values():
            kinds = resolved(part).get("type", [])
            assert {kinds} if isinstance(kinds, str) else set(kinds) <= TYPES
            assert "nullable" not in part, "a word of OpenAPI 3.0"


def test_formats_that_are_ours_are_told_of() -> None:
    told = {part["format"]: part for part in parts(DOCUMENT) if part.get("format") in set(Format)}
    assert set(told) >= set(Format) - {Format.PRONOUNS}
    described = [
        part for part in parts(DOCUMENT) if part.get("description") == FORMATS[Format.LINE]
    ]
    assert described


def test_whoever_is_a_viewer_may_do_less() -> None:
    its = DOCUMENT["components"]["schemas"]["NewJoinToken"]
    of_viewers = its["then"]["properties"]["may"]["items"]["enum"]
    assert set(of_viewers) < set(its["properties"]["may"]["items"]["enum"])


def test_every_route_is_listed_and_no_other() -> None:
    described = {(method.upper(), path) for method, path, _ in CALLS}
    assert described == {(operation.method, operation.path) for operation in OPERATIONS}


@pytest.mark.asyncio(loop_scope="module")
async def test_every_route_of_the_server_is_listed(api: Api) -> None:
    app = api.backend.server.app  # type: ignore[attr-defined]
    assert isinstance(app, web.Application)
    routed = {
        (route.method, route.resource.canonical.removeprefix("/api/v1"))
        for route in app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/v1/")
    }
    assert {r for r in routed if r[0] != "HEAD"} == {(m.upper(), p) for m, p, _ in CALLS}


@pytest.mark.asyncio(loop_scope="module")
async def test_it_is_served_as_data_and_to_read(api: Api) -> None:
    data = await api.call("GET", "//api/openapi.json")
    assert data.json["paths"] == json.loads(json.dumps(DOCUMENT["paths"]))
    page = await api.call("GET", "//api/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    text = page.body.decode()
    for method, path, one in CALLS:
        assert f"<span class='{method}'>{method.upper()}</span> <code>/api/v1{path}</code>" in text
        assert html.escape(one["summary"]) in text
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    assert (await api.call("GET", f"/{style}")).headers["Content-Type"].startswith("text/css")


# What a client that knows the document might send: much that fits, and much that nearly does.
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_text = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\x00", "\ud800", "abc-defg-hij", "a@b.c", "../..", "%s", "'; --", "9" * 400, "㌖" * 90]
)


def _values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.integers() | _text if resolved(schema).get("type") == "integer" else _text


Call = tuple[str, str, bytes | None, set[str]]


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A method, a path with a query, a body, and the statuses that are described."""
    method, path, one = draw(st.sampled_from(CALLS))
    query: dict[str, str] = {}
    for parameter in one.get("parameters", []):
        value = str(draw(_values(parameter["schema"])))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", value.replace("/", "") or "x")
        elif parameter["in"] == "query" and draw(st.booleans()):
            query[parameter["name"]] = value
    if "requestBody" not in one:
        return method, _url(path, query), None, set(one["responses"])
    content = one["requestBody"]["content"]
    if "application/json" not in content:
        return method, _url(path, query), draw(st.binary(max_size=40)), set(one["responses"])
    schema = resolved(content["application/json"]["schema"])
    said: dict[str, Any] = {
        name: draw(_values(part) | _anything) for name, part in schema["properties"].items()
    }
    whole = draw(st.just(said) | _anything | st.dictionaries(st.text(), _anything, max_size=2))
    return method, _url(path, query), json.dumps(whole).encode(), set(one["responses"])


def _url(path: str, query: dict[str, str]) -> str:
    text = quote(path.encode("utf-8", "surrogatepass"))
    return f"{text}?{urlencode(query, errors='surrogatepass')}"


@pytest.mark.asyncio(loop_scope="module")
async def test_whatever_is_sent_the_answer_is_a_described_one(api: Api) -> None:
    token = await api.token()
    drawn: list[Call] = []

    @settings(
        max_examples=250, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(calls())
    def collect(call: Call) -> None:
        drawn.append(call)

    collect()
    seen = set()
    for method, path, raw, described in drawn:
        # Signed in by a header for rooms; not for accounts, so as not to sign out who asks.
        how: Any = {"headers": {"Origin": ORIGIN}} if "/auth" in path else {"token": token}
        answer = await api.call(method, path, raw=raw, **how)
        said = (method, path, raw, answer.body)
        # A path that is drawn may be another's, or nobody's.
        assert str(answer.status) in described | {"404", "405"}, said
        if answer.status >= 400:
            answer.is_problem(answer.status, answer.json["code"])
        seen.add(answer.status)
    assert len(seen) > 3
