"""Whatever comes from a client is refused before it is encoded, or the worker can take it."""

from __future__ import annotations

import asyncio
import copy
import inspect
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from support.junk import broken
from support.live import Live
from support.sound_values import ONCE, SOUND, UNSOUND, Of
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, VP8_SIMULCAST, installed
from worker_bridge import (
    InvalidStateError,
    NotFoundError,
    Router,
    Worker,
    WorkerBridgeError,
    create_worker,
)
from worker_bridge.channel import messages
from worker_bridge.handles.handle import Handle
from worker_bridge.handles.transports.options import SctpOptions


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """One worker for all values."""
    with asyncio.Runner() as runner:
        its = Live(runner)
        yield its
        its.stop()


@pytest.mark.parametrize("name", SOUND)
def test_sound_values_are_taken(live: Live, name: str) -> None:
    """Or the values that follow would all be refused for nothing."""
    if name in UNSOUND or name == "reader.send":  # needs a peer
        return

    async def call() -> None:
        if name in ONCE:
            await live.renew(name.partition(".")[0])
        values = {key: live.filled(value) for key, value in SOUND[name].items()}
        result = live.function(name)(**values)
        result = await result if inspect.isawaitable(result) else result
        if isinstance(result, Handle):
            result.close()

    live.run(call())


def test_nothing_is_left_out(live: Live) -> None:
    """Every method that takes values is here with each of them, on each kind of thing."""
    missing: set[str] = set()
    for target, thing in live.made.items():
        for method, function in inspect.getmembers(thing, inspect.ismethod):
            parameters = inspect.signature(function).parameters
            wanted = set(parameters) - NOT_OF_CLIENTS
            if "sctp" in wanted:
                wanted = wanted - {"sctp"} | SctpOptions.__annotations__.keys()
            if not wanted or method.startswith("_") or method in OWN:
                continue
            given = {
                key
                for name, values in SOUND.items()
                if live.function(name).__func__ is function.__func__  # type: ignore[attr-defined]
                for key in values
            }
            missing |= {f"{target}.{method}({key})" for key in wanted - given}
            its = (name.partition(" ")[0] for name in SOUND)
            kinds = {type(live.made[name.partition(".")[0]]) for name in its if method in name}
            if type(thing) not in kinds:
                missing.add(f"{target}.{method}")
    assert missing == set()


OWN = {"on", "once", "off", "emit", "wait_for", "notified", "watch_requests", "lend_router"}
"""Of this library, and for its owner; what is asked of a lent router has tests of its own."""
NOT_OF_CLIENTS = {"app_data", "router"}

SETTINGS = {
    "log_level": "error",
    "log_tags": ["ice", "rtp"],
    "rtc_min_port": 30000,
    "rtc_max_port": 40000,
    "dtls_certificate_file": None,
    "dtls_private_key_file": None,
    "libwebrtc_field_trials": "WebRTC-Bwe-AlrLimitedBackoff/Enabled/",
}


def test_broken_settings_start_a_worker_or_none() -> None:
    async def start(values: dict[str, Any]) -> None:
        try:
            async with await create_worker(installed(), **values) as worker:
                await worker.dump()
        except WorkerBridgeError:
            return

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(broken(SETTINGS))
    def check(values: dict[str, Any]) -> None:
        asyncio.run(start(values))

    asyncio.run(start(SETTINGS))
    check()


@pytest.mark.parametrize("name", SOUND)
def test_broken_values_do_no_harm(live: Live, name: str) -> None:
    needed = [
        key
        for key, parameter in inspect.signature(live.function(name)).parameters.items()
        if parameter.default is inspect.Parameter.empty
        and parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]

    @settings(max_examples=100, suppress_health_check=list(HealthCheck))
    @given(broken(SOUND[name]))
    def check(values: dict[str, Any]) -> None:
        # Another keyword, or one too few, would be a mistake in a program.
        live.call(name, {**dict.fromkeys(needed), **values})

    check()


NOT_NUMBERS = [math.nan, math.inf, -math.inf, 1e300, 2**64, -1, 0.5]


def changed(sound: Any, *path: Any, to: Any) -> Any:
    """A copy with another value at a place."""
    value = copy.deepcopy(sound)
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return value


def seeds() -> Iterator[tuple[str, dict[str, Any]]]:
    """What has hurt others."""
    dtls = "webrtc.connect", "dtls_parameters"
    fingerprints: Any
    for fingerprints in ([], [{}], [{"algorithm": "sha-256", "value": ""}], None, "sha-256"):
        yield dtls[0], {dtls[1]: {"fingerprints": fingerprints, "role": "client"}}
    produce, video = "plain.produce", SOUND["plain.produce"]
    rtp = "rtp_parameters"
    feedback: Any
    for feedback in ([{"type": "nack", "parameter": ""}], [{"type": ""}], [{}], [None], {}, "nack"):
        yield produce, changed(video, rtp, "codecs", 0, "rtcpFeedback", to=feedback)
    yield produce, changed(video, rtp, "codecs", to=VP8_SIMULCAST["codecs"] * 2)
    yield produce, changed(video, rtp, "codecs", 1, "payloadType", to=96)
    yield produce, changed(video, rtp, "codecs", 1, "parameters", to={"apt": 5})
    yield produce, changed(video, rtp, "codecs", to=[])
    yield produce, changed(video, rtp, "encodings", to=[{"ssrc": n} for n in range(20_000)])
    yield produce, changed(video, rtp, "encodings", to=[{"ssrc": 5}] * 3)
    yield produce, changed(video, rtp, "encodings", to=[{"rid": "a"}, {"rid": "a"}])
    yield produce, changed(video, rtp, "encodings", to=[{}])
    yield produce, changed(video, rtp, "headerExtensions", to=[{"uri": "x", "id": 0}])
    number: float
    for number in range(-1, 17):
        extensions = [{**VP8_SIMULCAST["headerExtensions"][0], "id": number}] * 2
        yield produce, changed(video, rtp, "headerExtensions", to=extensions)
    for number in NOT_NUMBERS:
        yield produce, changed(video, rtp, "encodings", 0, "ssrc", to=number)
        yield produce, changed(video, rtp, "codecs", 0, "payloadType", to=number)
        yield produce, changed(video, rtp, "codecs", 0, "clockRate", to=number)
        yield produce, {**video, "key_frame_request_delay": number}
        yield "consumer.set_priority", {"priority": number}
        yield "webrtc.set_max_incoming_bitrate", {"bitrate": number}
        yield "reader.set_buffered_amount_low_threshold", {"threshold": number}
        yield "router.create_audio_level_observer", {"interval": number}
    for text in ("\ud800", "\0", "", "x" * 1_000_000, "x" * (8 * 1024 * 1024)):
        yield produce, {**video, "id": text}
        yield produce, changed(video, rtp, "rtcp", to={"cname": text})
        yield produce, changed(video, rtp, "mid", to=text)
        yield "webrtc.consume", {**SOUND["webrtc.consume"], "mid": text}
        yield "webrtc.produce_data", {**SOUND["webrtc.produce_data"], "label": text}
        yield "data.send", {"message": text}
        yield "levels.add_producer", {"producer_id": text}
    for size in (0, 1, 8 * 1024 * 1024 - 200, 8 * 1024 * 1024, 9 * 1024 * 1024):
        for name, key in (("audio.send", "rtp_packet"), ("direct.send_rtcp", "rtcp_packet")):
            yield name, {key: bytes(size)}
            yield name, {key: b"\x90" + b"\xff" * size}
        yield "data.send", {"message": bytes(size)}
    yield "reader.set_subchannels", {"subchannels": list(range(70_000))}
    yield "reader.set_subchannels", {"subchannels": list(range(60_000))}
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    yield produce, changed(video, rtp, "codecs", 0, "parameters", to={"x": deep})
    yield "router.can_consume", {"producer_id": Of("video.id"), "rtp_capabilities": deep}


@pytest.mark.parametrize(("name", "values"), [*seeds()], ids=itertools.count())
def test_values_that_hurt_others(live: Live, name: str, values: dict[str, Any]) -> None:
    live.call(name, values)


def test_things_that_are_closed(live: Live) -> None:
    """Of every kind: what is asked of them is refused here, and of their ids by the worker."""

    async def use() -> None:
        worker: Worker = live.made["worker"]
        router = await worker.create_router(media_codecs=MEDIA_CODECS)
        direct = await router.create_direct_transport()
        producer = await direct.produce(kind="audio", rtp_parameters=OPUS)
        data_producer = await direct.produce_data()
        levels = await router.create_audio_level_observer()
        server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
        consume: Any = {"producer_id": producer.id, "rtp_capabilities": router.rtp_capabilities}
        closed: list[Handle[Any, Any]] = [
            await direct.consume(**consume),
            await direct.consume_data(data_producer_id=data_producer.id),
            producer,
            data_producer,
            levels,
            await router.create_active_speaker_observer(),
            await router.create_webrtc_transport(webrtc_server=server),
            await router.create_plain_transport(listen_info=LOOPBACK),
            await router.create_pipe_transport(listen_info=LOOPBACK),
            server,
        ]
        for thing in closed:
            thing.close()
        living = await router.create_audio_level_observer()
        refused: list[Callable[[], Any]] = [
            lambda: direct.consume(**consume),
            lambda: direct.consume_data(data_producer_id=data_producer.id),
            lambda: living.add_producer(producer_id=producer.id),
            lambda: living.remove_producer(producer_id=producer.id),
            lambda: router.pipe_to_router(router=live.made["other"], producer_id=producer.id),
            lambda: router.create_webrtc_transport(webrtc_server=server),
        ]
        direct.close()
        router.close()
        closed += [direct, router]
        other: Router = live.made["router"]
        refused.append(lambda: other.pipe_to_router(router=router, producer_id=audio))
        audio = live.made["audio"].id
        for thing in closed:
            names = ("dump", "get_stats", "pause", "resume", "restart_ice")
            refused += [getattr(thing, name) for name in names if hasattr(thing, name)]
        for call in refused:
            with pytest.raises((NotFoundError, InvalidStateError)):
                await call()
        # The worker itself is asked about what it no longer has.
        for thing in closed:
            for request in (messages.PRODUCER_PAUSE, messages.ROUTER_DUMP, messages.CONSUMER_PAUSE):
                with pytest.raises(WorkerBridgeError):
                    await worker._channel.request(request, thing.id)
        assert not router.can_consume(**consume)
        await worker.dump()

    live.run(use())
