"""Traces: what gets a span, and that nobody waits for who collects them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from meetd import config, tracing
from meetd.config import ConfigError, Settings
from meetd.errors import RoomFull
from meetd.signaling.handlers import OPERATIONS
from support.backend import backend, settings
from support.postgres import Postgres

ABOUT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What is sent."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(tracing, "_exporter", lambda: exporter)
    return exporter


def of(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_requests_joins_and_rooms_have_spans(
    told: InMemorySpanExporter, postgres: Postgres, tmp_path: Path
) -> None:
    its = settings(tmp_path, await postgres.migrated(), traces=True)
    async with backend(its) as running:
        ada, ben = await running.client(), await running.client()
        code = await ada.new_room()
        for person in (ada, ben):
            await person.join(code)
        await ben.do("chat:send", clientId="8d7b0ba2-6f39-4b14-8a3c-1f2f9d8f8f10", content="hello")
        refused = await (await running.client()).ask(
            "join", code="abc-defg-hjk", microphone=True, camera=True
        )
        assert refused["error"]["code"] == "room_not_found"
        headers = {"traceparent": ABOUT, "Authorization": f"Bearer {ada.token}"}
        async with ada.http.get(f"{running.url}/api/v1/rooms/{code}", headers=headers) as answer:
            assert answer.status == 200
        await ada.do("leave")
        await ben.do("leave")
    by_name: dict[str, list[ReadableSpan]] = {}
    for span in told.get_finished_spans():
        by_name.setdefault(span.name, []).append(span)
    # Nothing else that goes over sockets has one.
    assert {name for name in by_name if "/api/" not in name} == {"join", "room"}
    first, second, third = map(of, by_name["join"])
    assert (first["meetd.room"], first["meetd.participant"]) == (code, ada.id)
    assert (second["meetd.code"], third["meetd.code"]) == ("ok", "room_not_found")
    (room,) = by_name["room"]
    assert of(room) == {"meetd.room": code, "meetd.most_participants": 2}
    (look,) = by_name["GET /api/v1/rooms/{code}"]
    assert of(look)["http.response.status_code"] == 200
    assert look.context is not None
    assert f"{look.context.trace_id:032x}" == ABOUT.split("-")[1]
    assert look.resource.attributes["service.name"] == "meetd"
    # No names and no addresses of people, no tokens.
    written = "".join(span.to_json() for span in told.get_finished_spans())
    for secret in (ada.token, ada.name, ben.name, "127.0.0.1"):
        assert secret not in written


class Inside:
    """Somebody in no room."""

    def facts(self) -> dict[str, str]:
        return {}


async def test_what_goes_wrong_is_told_without_its_words(told: InMemorySpanExporter) -> None:
    """They may repeat what a client sent."""

    async def fail(_caller: Any, request: Any) -> None:
        raise request

    caller = SimpleNamespace(connection=Inside())
    async with tracing.tracing() as traces:
        operation = traces.of({"join": replace(OPERATIONS["join"], handler=fail)})["join"]  # type: ignore[arg-type]
        for error in (ValueError("hush-hush"), RoomFull("hush-hush")):
            with pytest.raises(type(error)):
                await operation.handler(caller, error)  # type: ignore[arg-type, call-arg]
    first, second = told.get_finished_spans()
    assert "hush-hush" not in first.to_json() + second.to_json()
    assert (first.status.status_code, of(first)["error.type"]) == (StatusCode.ERROR, "ValueError")
    assert (second.status.status_code, of(second)["meetd.code"]) == (StatusCode.UNSET, "room_full")


async def test_nobody_waits_for_who_collects(
    monkeypatch: pytest.MonkeyPatch, postgres: Postgres, tmp_path: Path
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(tracing, "STOP_LIMIT", 0.1)
    async with backend(settings(tmp_path, await postgres.migrated(), traces=True)) as running:
        ada = await running.client()
        await ada.join(await ada.new_room())


def test_without_it_nothing_is_imported() -> None:
    program = "import sys, meetd.app; sys.exit('meetd.tracing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_is_wanted_has_to_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MEETD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MEETD_TRACES", "otlp")
    assert Settings.from_env().traces
    monkeypatch.setattr(config, "find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"needs pip install .meetd\[otel\]"):
        Settings.from_env()
