"""Renders for the wire what rooms tell their participants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from meetd.rooms.events import ClientEvent
from meetd.wire.catalogue.events import EVENTS
from meetd.wire.rendering import Rendered, Renderer, renderer

_WAYS: defaultdict[type, list[tuple[str, Callable[[Any], bool], Renderer]]] = defaultdict(list)
for _event in EVENTS:
    _WAYS[_event.of].append((_event.name, _event.when, renderer(_event.shape)))


def rendered(event: ClientEvent) -> tuple[str, Rendered]:
    """The name and the payload that an event of a room has on the wire."""
    return next((name, render(event)) for name, when, render in _WAYS[type(event)] if when(event))
