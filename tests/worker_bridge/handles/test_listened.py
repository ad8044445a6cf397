"""Handlers are typed by what each event carries: mypy reads this, and would miss an error."""

from __future__ import annotations

import typing
from collections import defaultdict

from worker_bridge import Consumer, Router, WebRtcTransport, Worker
from worker_bridge.handles import event_names
from worker_bridge.handles.listened import Listen
from worker_bridge.rtp import ConsumerScore


def check(worker: Worker, router: Router, transport: WebRtcTransport, consumer: Consumer) -> None:
    """Listen rightly and wrongly; nobody calls it."""

    def on_score(score: ConsumerScore) -> None:
        assert score["producerScore"] > 0

    def on_nothing() -> None:
        """Take nothing."""

    consumer.on("score", on_score)
    consumer.observer.once("score", on_score)
    consumer.off("score", on_score)
    consumer.on("producerclose", on_nothing)
    transport.on("dtlsstatechange", lambda state: state == "failed")
    worker.on("died", lambda error: error.args)
    router.on("listenererror", lambda event, error: (event.upper(), error.args))

    consumer.on("score", on_nothing)  # type: ignore[call-overload]
    consumer.on("producerclose", on_score)  # type: ignore[call-overload]
    consumer.observer.on("score", on_nothing)  # type: ignore[call-overload]
    consumer.on("dominantspeaker", on_score)  # type: ignore[call-overload]
    router.on("died", on_nothing)  # type: ignore[call-overload]


def test_every_event_has_a_type_and_no_other() -> None:
    typed: dict[str, set[str]] = defaultdict(set)
    for one in typing.get_overloads(Listen.__call__):
        hints = typing.get_type_hints(one)
        if "self" in hints:
            (names,) = typing.get_args(hints["self"])
            typed[str(names)] |= set(typing.get_args(hints["event"]))
    known = {name: of for name, of in vars(event_names).items() if name.endswith("Events")}
    assert len(known) > 15
    assert typed == {str(of): set(typing.get_args(of)) for of in known.values()}
