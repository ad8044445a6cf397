"""The board and the alerts ask for metrics that there are, and labels have few values."""

from __future__ import annotations

import json
import re
from pathlib import Path

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from meetd import metrics
from support.backend import backend, settings
from support.postgres import Postgres

DOCKER = Path(__file__).resolve().parents[2] / "docker"
ALERTS = (DOCKER / "alerts.yaml").read_text()
_NAME = re.compile(r"\bmeetd_[a-z_]+\b")
_MATCHED = re.compile(r"(meetd_[a-z_]+)\{([a-z]+)")


def expressions() -> list[str]:
    """All that is asked for."""
    board = json.loads((DOCKER / "grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return asked + re.findall(r"^        expr: (.+)$", ALERTS, re.MULTILINE)


def shown() -> dict[str, set[str]]:
    """The names of all samples that there may be, and their labels."""
    with metrics.watching_rooms(list):
        named = list(metrics.REGISTRY.collect())
        labels = {
            family.name: set(getattr(collector, "_labelnames", ()))
            for collector in metrics.REGISTRY._collector_to_names
            for family in collector.collect()
        }
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {
        family.name + end: labels.get(family.name, set())
        for family in named
        for end in endings[family.type]
    }


def test_every_metric_that_is_asked_for_is_there() -> None:
    there, asked = shown(), expressions()
    named = {name for expression in asked for name in _NAME.findall(expression)}
    assert len(named) > 15
    assert named <= there.keys()
    for expression in asked:
        for name, label in _MATCHED.findall(expression):
            assert label in there[name]


def test_rules_say_what_to_do() -> None:
    names = re.findall(r"^      - alert: (\w+)$", ALERTS, re.MULTILINE)
    assert len(set(names)) == len(names) == ALERTS.count("        expr: ")
    assert ALERTS.count("          summary: ") == len(names)


async def test_a_method_that_nobody_knows_is_counted_as_other(
    postgres: Postgres, tmp_path: Path
) -> None:
    made_up = ("BREW", "PROPFIND")
    of = settings(tmp_path, await postgres.migrated(), workers=1)
    async with backend(of) as server, ClientSession() as http:
        for method in made_up:
            async with http.request(method, f"{server.url}/healthz") as answer:
                assert answer.status in {400, 403, 405}
    families = text_string_to_metric_families(metrics.exposition().decode())
    (counted,) = (one for one in families if one.name == "meetd_http_request_seconds")
    methods = {sample.labels["method"] for sample in counted.samples}
    assert "other" in methods
    assert not methods & set(made_up)
