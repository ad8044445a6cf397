"""The description of the REST API, made from the same schemas that check it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from meetd.cookie_names import CookieNames, cookie_names
from meetd.scopes import SCOPES
from meetd.wire.catalogue.definitions import Header, Operation
from meetd.wire.problems import Problem
from meetd.wire.shape import rules_of
from meetd.wire.validation import Use, schema

JSON = "application/json"
_PROBLEMS = {
    401: "Not signed in",
    403: "Not allowed, or not asked for by a page of this service",
    404: "Not found",
    409: "Taken, or the browser is signed in as another account than Meetd-Account names",
    410: "Not kept any more",
    413: "Too much at once",
    415: "Not JSON",
    422: "Something in the request is not right",
    429: "Too much at once; Retry-After says when to try again",
    503: "The database cannot be reached",
}

_PLAIN = cookie_names(secure=False)

_ABOUT = (
    "Accounts, rooms and messages. Errors are problems (RFC 9457). A page that shows somebody's "
    "account says so with the header Meetd-Account, the account's id: nothing is done as another."
)


def describe(
    operations: Iterable[Operation], version: str, names: CookieNames = _PLAIN
) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    known = tuple(operations)
    spec = APISpec(
        title="meetd",
        version=version,
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
        info={"description": _ABOUT},
        servers=[{"url": "/api/v1"}],
    )
    spec.components.security_scheme(
        "cookie", {"type": "apiKey", "in": "cookie", "name": names.access}
    )
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme(
        "key",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "mk_…",
            "description": "An API key that has the scope which an operation names.",
            "x-scopes": {scope.value: words for scope, words in SCOPES.items()},
        },
    )
    spec.components.security_scheme(
        "refresh", {"type": "apiKey", "in": "cookie", "name": names.refresh}
    )
    for operation in known:
        spec.path(path=operation.path, operations={operation.method.lower(): _one(operation)})
    document: dict[str, Any] = spec.to_dict()
    for operation in known:
        if operation.body is not None:
            name = schema(operation.body, Use.REQUEST).__name__
            _merge(document["components"]["schemas"][name], rules_of(operation.body))
    return document


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _name(described: Any) -> str:
    named = described if isinstance(described, type) else type(described)
    return named.__name__


def _one(operation: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done" if operation.answer is None else "The answer"}
    if operation.answer is not None:
        answer["content"] = {"application/json": {"schema": schema(operation.answer, Use.ANSWER)}}
    elif operation.media_type != JSON:
        text = operation.media_type.startswith("text/")
        written = {"type": "string"} if text else _BYTES
        answer["content"] = {operation.media_type: {"schema": written}}
    responses: dict[str, Any] = {str(operation.status): answer}
    if operation.made_status is not None:
        responses[str(operation.made_status)] = answer
    for status in sorted(operation.statuses):
        responses[str(status)] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": schema(Problem, Use.ANSWER)}},
        }
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.path.split("/")[1]],
        "summary": operation.words,
        "responses": responses,
    }
    if operation.proofs:
        described["security"] = [{proof: _scopes(operation, proof)} for proof in operation.proofs]
    if operation.scope is not None:
        described["x-scope"] = operation.scope.value
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema(operation.body, Use.REQUEST)}},
        }
    elif operation.takes:
        content: dict[str, Any] = {kind: {"schema": _BYTES} for kind in operation.takes}
        described["requestBody"] = {"required": True, "content": content}
    parameters: list[dict[str, Any]] = [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
        if operation.named is None
    ]
    if operation.named is not None:
        parameters.append({"in": "path", "schema": schema(operation.named, Use.QUERY)})
    if operation.query is not None:
        parameters.append({"in": "query", "schema": schema(operation.query, Use.QUERY)})
    headers = (*operation.headers, *((_KEY,) if operation.may_repeat else ()))
    parameters += map(_header, headers)
    if parameters:
        described["parameters"] = parameters
    return described


def _header(header: Header) -> dict[str, Any]:
    named = {"in": "header", "name": header.name, "required": False, "description": header.words}
    return {**named, "schema": _WRITTEN}


def _scopes(operation: Operation, proof: str) -> list[str]:
    return [operation.scope.value] if proof == "key" and operation.scope is not None else []


_SEEN = "^[!-~]([ -~]*[!-~])?$"
_KEY = Header(
    "Idempotency-Key", "Sent again with the same one within a day, a write is carried out once."
)
_WRITTEN = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _SEEN}
_BYTES = {"type": "string", "format": "binary"}
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Of the page."""


def page(document: dict[str, Any]) -> str:
    """The description, for reading."""
    return _PAGE.format(
        version=html.escape(document["info"]["version"]),
        description=html.escape(document["info"]["description"]),
        operations="\n".join(
            _section(method, path, one, document)
            for path, item in document["paths"].items()
            for method, one in item.items()
        ),
    )


def _section(method: str, path: str, one: dict[str, Any], document: dict[str, Any]) -> str:
    heading = (
        f"<section><h2><span class='{method}'>{method.upper()}</span> "
        f"<code>/api/v1{html.escape(path)}</code></h2><p>{html.escape(one['summary'])}</p>"
    )
    parts = [heading]
    proofs = [name for scheme in one.get("security", []) for name in scheme]
    if proofs:
        schemes = document["components"]["securitySchemes"]
        ways = " or ".join(_proof(schemes[proof]) for proof in proofs if proof != "key")
        if "x-scope" in one:
            ways += f", or with a key that has <code>{html.escape(one['x-scope'])}</code>"
        parts.append(f"<p>Signed in by {ways}.</p>")
    rows = [
        _row(p["name"], p["schema"], p.get("required", False)) for p in one.get("parameters", [])
    ]
    if rows:
        parts.append(f"<h3>Parameters</h3><table>{''.join(rows)}</table>")
    if "requestBody" in one:
        parts.append("<h3>Body</h3>" + _table(one["requestBody"], document))
    for status, response in one["responses"].items():
        parts.append(f"<h3>{status} · {html.escape(response['description'])}</h3>")
        if status.startswith("2"):
            parts.append(_table(response, document))
    return "".join(parts) + "</section>"


def _proof(scheme: dict[str, Any]) -> str:
    if scheme["type"] == "http":
        return "a bearer token"
    return f"the cookie <code>{html.escape(scheme['name'])}</code>"


def _table(holder: dict[str, Any], document: dict[str, Any]) -> str:
    content = holder.get("content", {}).get("application/json")
    if content is None:
        return ""
    of = _resolved(content["schema"], document)
    required = set(of.get("required", []))
    rows = [
        _row(name, _resolved(one, document), name in required)
        for name, one in of.get("properties", {}).items()
    ]
    return f"<table>{''.join(rows)}</table>"


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    name = reference.rsplit("/", 1)[-1]
    return {"title": name, **document["components"]["schemas"][name]}


def _row(name: str, schema: dict[str, Any], required: bool) -> str:
    kind = schema.get("title") or schema.get("type", "")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if "items" in schema:
        inner = schema["items"].get("$ref", "").rsplit("/", 1)[-1] or schema["items"].get(
            "type", ""
        )
        kind = f"array of {inner}"
    limits = [
        f"{label} {schema[key]}"
        for key, label in (
            ("format", "format"),
            ("minLength", "at least"),
            ("maxLength", "at most"),
            ("minimum", "from"),
            ("maximum", "to"),
            ("default", "default"),
        )
        if schema.get(key) not in {None, ""}
    ]
    return (
        f"<tr><td><code>{html.escape(name)}</code></td><td>{html.escape(str(kind))}</td>"
        f"<td>{'required' if required else ''}</td><td>{html.escape(', '.join(limits))}</td></tr>"
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>meetd REST API</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<main>
<h1>meetd REST API <small>{version}</small></h1>
<p>{description} The same as data: <a href="/api/openapi.json">openapi.json</a>.</p>
<p>Sign in for the cookies, or send <code>Authorization: Bearer</code> with an access token or an
API key. Writes with cookies need an <code>Origin</code> header of this service.</p>
{operations}
</main>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light dark; --line: #8884; --accent: #2563eb; --quiet: #6b7280; }
@media (prefers-color-scheme: dark) { :root { --accent: #7aa2ff; --quiet: #9aa3b2; } }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 32px 16px 64px; }
h1 { font-size: 28px; } h1 small { font-weight: 400; color: var(--quiet); font-size: 16px; }
section { border-top: 1px solid var(--line); padding: 16px 0; }
h2 { font-size: 16px; margin: 8px 0; overflow-wrap: anywhere; }
h2 span { color: var(--accent); font-weight: 600; margin-right: 4px; }
h2 .delete { color: #dc2626; }
h3 { font-size: 14px; margin: 16px 0 4px; color: var(--quiet); font-weight: 500; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td { border-top: 1px solid var(--line); padding: 4px 8px 4px 0; vertical-align: top; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; font-size: .95em; }
"""
