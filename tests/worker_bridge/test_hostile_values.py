"""Whatever comes from a client is refused before it is encoded, or the worker can take it."""

from __future__ import annotations

import asyncio
import copy
import inspect
import itertools
import math
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from support.junk import broken
from support.worker import FINGERPRINTS, LOOPBACK, MEDIA_CODECS, OPUS, VP8_SIMULCAST, installed
from worker_bridge import (
    InvalidStateError,
    NotFoundError,
    Router,
    Worker,
    WorkerBridgeError,
    WorkerClosedError,
    create_worker,
    listening,
    messages,
)
from worker_bridge.handle import Handle

PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Of:
    """Stands for a handle, or for a property of one."""

    path: str


SCTP = {"streamId": 1, "ordered": False, "maxRetransmits": 3}
LISTEN = {
    **LOOPBACK,
    "announcedAddress": "127.0.0.1",
    "portRange": {"min": 30000, "max": 40000},
    "flags": {"ipv6Only": False, "udpReusePort": False},
    "sendBufferSize": 100_000,
    "recvBufferSize": 100_000,
}
SIZES = {
    "enable_sctp": True,
    "max_send_message_size": 1000,
    "max_receive_message_size": 1000,
    "sctp_send_buffer_size": 1000,
    "sctp_per_stream_send_queue_limit": 1000,
    "sctp_max_receiver_window_buffer_size": 10_000,
    "sctp_default_stream_buffered_amount_low_threshold": 10,
}
MUTED = {"codecs": copy.deepcopy(MEDIA_CODECS), "headerExtensions": []}
SRTP = {"cryptoSuite": "AES_CM_128_HMAC_SHA1_80", "keyBase64": "A" * 40}
PIPE_SRTP = {"cryptoSuite": "AEAD_AES_256_GCM", "keyBase64": "A" * 59 + "="}
ONE_STREAM = {**VP8_SIMULCAST, "mid": "9", "encodings": [{"ssrc": 77777777}]}
SOUND: dict[str, dict[str, Any]] = {
    "worker.update_settings": {"log_level": "error", "log_tags": ["ice", "rtp"]},
    "worker.create_webrtc_server": {"listen_infos": [LISTEN, {**LISTEN, "protocol": "tcp"}]},
    "worker.create_router": {"media_codecs": MEDIA_CODECS},
    "router.create_webrtc_transport": {
        "listen_infos": [LISTEN],
        "enable_udp": True,
        "enable_tcp": True,
        "prefer_udp": True,
        "prefer_tcp": False,
        "initial_available_outgoing_bitrate": 1,
        "ice_consent_timeout": 10,
        **SIZES,
    },
    "router.create_webrtc_transport on a server": {"webrtc_server": Of("server")},
    "router.create_plain_transport": {
        "listen_info": LISTEN,
        "rtcp_listen_info": LISTEN,
        "rtcp_mux": False,
        "comedia": True,
        "enable_srtp": True,
        "srtp_crypto_suite": "AEAD_AES_128_GCM",
        **SIZES,
    },
    "router.create_pipe_transport": {
        "listen_info": LISTEN,
        "enable_rtx": True,
        "enable_srtp": True,
        **SIZES,
    },
    "router.create_direct_transport": {
        "max_send_message_size": 1000,
        "max_receive_message_size": 1000,
    },
    "router.pipe_to_router": {
        "router": Of("other"),
        "producer_id": Of("audio.id"),
        "keep_id": False,
        "listen_info": LISTEN,
        "enable_rtx": True,
        "enable_srtp": True,
        **SIZES,
    },
    "router.pipe_to_router of data": {
        "router": Of("other"),
        "data_producer_id": Of("data.id"),
        "keep_id": False,
    },
    "router.create_audio_level_observer": {"max_entries": 1, "threshold": -80, "interval": 100},
    "router.create_active_speaker_observer": {"interval": 100},
    "router.can_consume": {"producer_id": Of("video.id"), "rtp_capabilities": MUTED},
    "other.update_media_codecs": {"media_codecs": MEDIA_CODECS},
    "webrtc.connect": {"dtls_parameters": FINGERPRINTS},
    "plain.connect": {"ip": "127.0.0.1", "port": 9, "rtcp_port": 9, "srtp_parameters": SRTP},
    "pipe.connect": {"ip": "127.0.0.1", "port": 9, "srtp_parameters": PIPE_SRTP},
    "webrtc.set_max_incoming_bitrate": {"bitrate": 50_000},
    "webrtc.set_max_outgoing_bitrate": {"bitrate": 50_000},
    "webrtc.set_min_outgoing_bitrate": {"bitrate": 50_000},
    "webrtc.enable_trace_event": {"types": ["bwe"]},
    "plain.produce": {
        "kind": "video",
        "rtp_parameters": VP8_SIMULCAST,
        "id": "mine",
        "paused": True,
        "key_frame_request_delay": 100,
        "enable_mediasoup_packet_id_header_extension": True,
    },
    "webrtc.consume": {
        "producer_id": Of("video.id"),
        "rtp_capabilities": Of("router.rtp_capabilities"),
        "paused": True,
        "mid": "5",
        "preferred_layers": {"spatialLayer": 1, "temporalLayer": 1},
        "ignore_dtx": True,
        "enable_rtx": True,
    },
    "plain.consume": {
        "producer_id": Of("video.id"),
        "rtp_capabilities": Of("router.rtp_capabilities"),
        "pipe": True,
    },
    "pipe.consume": {"producer_id": Of("video.id")},
    "webrtc.produce_data": {
        "sctp_stream_parameters": SCTP,
        "label": "chat",
        "protocol": "json",
        "paused": True,
        "id": "mine",
    },
    "direct.produce_data": {"label": "chat", "protocol": "json"},
    "webrtc.consume_data": {
        "data_producer_id": Of("data.id"),
        "ordered": False,
        "max_packet_life_time": None,
        "max_retransmits": 3,
        "paused": True,
        "subchannels": [1, 2],
    },
    "audio.enable_trace_event": {"types": ["rtp", "sr"]},
    "audio.send": {"rtp_packet": bytes(20)},
    "direct.send_rtcp": {"rtcp_packet": bytes(20)},
    "consumer.set_preferred_layers": {"spatial_layer": 1, "temporal_layer": 1},
    "consumer.set_priority": {"priority": 5},
    "consumer.enable_trace_event": {"types": ["nack"]},
    "data.send": {
        "message": "hello",
        "ppid": 51,
        "subchannels": [1, 2],
        "required_subchannel": 1,
        "ignored_subchannel": 2,
    },
    "reader.send": {"message": b"hello", "ppid": 53},
    "reader.set_buffered_amount_low_threshold": {"threshold": 100},
    "reader.set_subchannels": {"subchannels": [1, 2]},
    "reader.add_subchannel": {"subchannel": 1},
    "reader.remove_subchannel": {"subchannel": 1},
    "levels.add_producer": {"producer_id": Of("audio.id")},
    "levels.remove_producer": {"producer_id": Of("audio.id")},
}
"""Methods that take values, with sound ones; what follows a space is for us."""
SOUND["direct.produce"] = {**SOUND["plain.produce"], "rtp_parameters": ONE_STREAM}
TRANSPORTS = ("webrtc", "plain", "pipe", "direct")
for like, those in {
    "webrtc.set_max_incoming_bitrate": TRANSPORTS,
    "webrtc.set_max_outgoing_bitrate": TRANSPORTS,
    "webrtc.set_min_outgoing_bitrate": TRANSPORTS,
    "webrtc.enable_trace_event": TRANSPORTS,
    "plain.produce": TRANSPORTS,
    "webrtc.consume": TRANSPORTS,
    "webrtc.produce_data": TRANSPORTS,
    "webrtc.consume_data": TRANSPORTS,
    "audio.enable_trace_event": ("audio", "video"),
    "levels.add_producer": ("levels", "speaker"),
    "levels.remove_producer": ("levels", "speaker"),
}.items():
    for its in those:
        SOUND.setdefault(f"{its}.{like.partition('.')[2]}", SOUND[like])
ONCE = {"webrtc.connect", "plain.connect", "pipe.connect"}
"""What takes effect once: each time on a new transport."""
UNSOUND = {
    "direct.set_max_incoming_bitrate",
    "direct.set_max_outgoing_bitrate",
    "direct.set_min_outgoing_bitrate",
}
"""What is always refused."""


async def _transport(router: Router, kind: str) -> Any:
    """One that is not connected, with all that there is."""
    options: Any = {"enable_sctp": True}
    if kind == "webrtc":
        return await router.create_webrtc_transport(listen_infos=[LOOPBACK], **options)
    options |= {"listen_info": LOOPBACK, "enable_srtp": True}
    if kind == "plain":
        return await router.create_plain_transport(rtcp_mux=False, **options)
    return await router.create_pipe_transport(**options)


class Live:
    """A worker with one of everything, made anew if a value should kill it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self.made: dict[str, Any] = {}
        runner.run(self.start())

    async def start(self) -> None:
        """A new worker."""
        worker = await create_worker(installed(), log_level="none")
        router = await worker.create_router(media_codecs=MEDIA_CODECS)
        direct = await router.create_direct_transport()
        video = await direct.produce(kind="video", rtp_parameters=VP8_SIMULCAST)
        data = await direct.produce_data()
        webrtc = await _transport(router, "webrtc")
        self.made = {
            "worker": worker,
            "router": router,
            "other": await worker.create_router(media_codecs=MEDIA_CODECS),
            "webrtc": webrtc,
            "reader": await webrtc.consume_data(data_producer_id=data.id, paused=True),
            "plain": await _transport(router, "plain"),
            "pipe": await _transport(router, "pipe"),
            "direct": direct,
            "audio": await direct.produce(kind="audio", rtp_parameters=OPUS),
            "video": video,
            "consumer": await direct.consume(
                producer_id=video.id, rtp_capabilities=router.rtp_capabilities
            ),
            "data": data,
            "levels": await router.create_audio_level_observer(),
            "speaker": await router.create_active_speaker_observer(),
            "server": await worker.create_webrtc_server(listen_infos=[LOOPBACK]),
        }

    def function(self, name: str) -> Callable[..., Any]:
        """The method of a name."""
        target, _, method = name.partition(" ")[0].partition(".")
        function: Callable[..., Any] = getattr(self.made[target], method)
        return function

    def run(self, doing: Coroutine[Any, Any, None]) -> None:
        """On the worker's loop."""
        self._runner.run(doing)

    def filled(self, value: Any) -> Any:
        if isinstance(value, Of):
            name, _, attribute = value.path.partition(".")
            return getattr(self.made[name], attribute) if attribute else self.made[name]
        return value

    def call(self, name: str, values: dict[str, Any]) -> None:
        """The method, with the values; afterwards the same worker has to be there."""
        self._runner.run(self._call(name, values))

    async def _call(self, name: str, values: dict[str, Any]) -> None:
        worker: Worker = self.made["worker"]
        keywords = {key: self.filled(value) for key, value in values.items()}
        try:
            async with asyncio.timeout(PATIENCE):
                if name in ONCE:
                    await self.renew(name.partition(".")[0])
                await self._take(self.function(name), keywords)
                dump = await worker.dump()
        except WorkerClosedError as error:
            await self.start()
            raise AssertionError(f"the worker died of {name}: {error}") from error
        assert dump["pid"] == worker.pid

    async def renew(self, kind: str) -> None:
        """Another transport in the place of one that is connected."""
        router: Router = self.made["router"]
        self.made[kind].close()
        self.made[kind] = await _transport(router, kind)
        if kind == "webrtc":
            self.made["reader"] = await self.made[kind].consume_data(
                data_producer_id=self.made["data"].id, paused=True
            )

    async def _take(self, function: Callable[..., Any], keywords: dict[str, Any]) -> None:
        try:
            result = function(**keywords)
            if inspect.isawaitable(result):
                result = await result
        except WorkerClosedError:
            raise
        except WorkerBridgeError:
            return
        if isinstance(result, Handle):
            result.close()

    def stop(self) -> None:
        """End the worker."""

        async def over() -> None:
            self.made["worker"].close()
            await self.made["worker"].wait_closed()

        self._runner.run(over())


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
                wanted = wanted - {"sctp"} | listening.SctpOptions.__annotations__.keys()
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


OWN = {"on", "once", "off", "emit", "wait_for", "notified", "watch_requests"}
"""Of this library, and for its owner."""
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

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
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
