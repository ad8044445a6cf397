"""The negotiation functions give what mediasoup's own give, on good input and on bad."""

from __future__ import annotations

import copy
import json
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import worker_bridge
from support.worker import MEDIA_CODECS, VP8_SIMULCAST
from worker_bridge import (
    ParameterError,
    UnsupportedError,
    WorkerBridgeError,
    get_supported_rtp_capabilities,
    ortc,
    parse_scalability_mode,
    provision,
)
from worker_bridge.install import npm
from worker_bridge.negotiation.supported_rtp_capabilities import SUPPORTED_RTP_CAPABILITIES

CASES = 1500
ORIGINAL = Path(__file__).with_name("ortc_original.cjs")

Json = Any
Call = tuple[str, list[Json]]


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


class Original:
    """mediasoup's functions, in a Node.js process."""

    def __init__(self, package: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(ORIGINAL), str(package)],
            env=npm.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, name: str, args: list[Json]) -> Json:
        """{result, args} or {refused}."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"name": name, "args": args}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    package = npm.fetch(provision.cache_folder(), print)
    its = Original(package.parents[1])
    yield its
    its.stop()


def ours(name: str, args: list[Json]) -> Json:
    """The same call of our function, in the same form."""
    args = copy.deepcopy(args)
    function: Callable[..., Json] = getattr(ortc, _snake(name), None) or getattr(
        worker_bridge, _snake(name)
    )
    try:
        if name in {"getConsumerRtpParameters", "getPipeConsumerRtpParameters"}:
            result = function(**{_snake(key): value for key, value in args[0].items()})
        else:
            result = function(*args)
    except WorkerBridgeError as error:
        kind = "TypeError" if isinstance(error, ParameterError) else type(error).__name__
        return {"refused": kind, "message": str(error)}
    return {"result": result, "args": args}


def comparable(name: str, answer: Json) -> Json:
    """The answer without its random numbers, which only have to keep their distances."""
    if "refused" in answer:
        return {"refused": answer["refused"]}
    answer = json.loads(json.dumps(answer))
    result = answer["result"]
    if name == "getProducerRtpParametersMapping":
        encodings = result["encodings"]
        first = encodings[0]["mappedSsrc"] if encodings else 0
        assert 100_000_000 <= first < 1_000_000_000 or not encodings
        for encoding in encodings:
            encoding["mappedSsrc"] -= first
    elif name in {"getConsumerRtpParameters", "getPipeConsumerRtpParameters"}:
        first = result["encodings"][0]["ssrc"] if result["encodings"] else 0
        rtx = result["encodings"][0].get("rtx", {}).get("ssrc", 0) if result["encodings"] else 0
        one_range = 0 < rtx - first <= 1
        for encoding in result["encodings"]:
            encoding["ssrc"] -= first
            if "rtx" in encoding:
                encoding["rtx"]["ssrc"] -= first if one_range else rtx
    return answer


# -- input -----------------------------------------------------------------------------------

PROFILES = ["42e01f", "42001f", "4d0032", "640c1f", "64001f", "f4001f", "42f00b", "42e00a", "zz"]
MODES = ["L1T3", "L3T3", "L3T3_KEY", "S3T3", "L2T1h", "nonsense"]
MIME_TYPES = [str(codec["mimeType"]) for codec in SUPPORTED_RTP_CAPABILITIES["codecs"]]
JUNK: list[Json] = [None, True, False, 0, -1, 1, 1.5, 2**40, "", "x", "audio/opus", "1", {"a": 1}]


class Generator:
    """Inputs for the functions, plausible ones and broken ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def codec(self) -> Json:
        """A codec that is supported, with parameters that may matter."""
        return self.changed(self.random.choice(SUPPORTED_RTP_CAPABILITIES["codecs"]))

    def nearly(self, codec: Json) -> Json:
        """The same codec, as a rule."""
        return self.changed(codec) if self.maybe(0.15) else copy.deepcopy(codec)

    def changed(self, codec: Json) -> Json:
        """The codec with some of what may matter left out or otherwise."""
        codec = copy.deepcopy(codec)
        for key in ("rtcpFeedback", "kind", "preferredPayloadType"):
            if self.maybe(0.3):
                codec.pop(key, None)
        parameters = codec.setdefault("parameters", {})
        name = codec["mimeType"].lower()
        if name == "video/h264" and self.maybe(0.8):
            parameters["profile-level-id"] = self.random.choice(PROFILES)
            parameters["packetization-mode"] = self.random.choice([0, 1, "1"])
            parameters["level-asymmetry-allowed"] = self.random.choice([0, 1, "1", ""])
        if name == "video/vp9" and self.maybe():
            parameters["profile-id"] = self.random.choice([0, 1, 2, "0"])
        if self.maybe(0.2):
            codec["mimeType"] = codec["mimeType"].upper()
        if self.maybe(0.1):
            codec["channels"] = self.random.choice([1, 2, 4])
        if self.maybe(0.2):
            codec["preferredPayloadType"] = self.random.choice([96, 100, 101, 127])
        return codec

    def media_codecs(self) -> Json:
        return [self.codec() for _ in range(self.random.randint(0, 5))]

    def rtp_parameters(self, router: Json) -> Json:
        """What a producer of such a router could have, or nearly."""
        codecs: list[Json] = []
        media = [c for c in router["codecs"] if not c["mimeType"].endswith("/rtx")]
        for codec in self.random.sample(media, min(len(media), self.random.randint(1, 2))):
            number = self.random.choice([96, 97, 98, 99, 100, 101])
            its = self.nearly(codec)
            its["payloadType"] = number
            its.pop("preferredPayloadType", None)
            codecs.append(its)
            if codec["kind"] == "video" and self.maybe(0.7):
                apt = number if self.maybe(0.9) else 120
                rtx = {"mimeType": "video/rtx", "payloadType": number + 10, "clockRate": 90000}
                codecs.append({**rtx, "parameters": {"apt": apt}})
        extensions = [
            {"uri": extension["uri"], "id": self.random.randint(1, 14)}
            for extension in router["headerExtensions"]
            if self.maybe(0.4)
        ]
        encodings: list[Json] = []
        for index in range(self.random.choice([0, 1, 1, 2, 3])):
            encoding: Json = {"ssrc": 1000 + index}
            if self.maybe():
                encoding["rid"] = f"r{index}"
            if self.maybe():
                encoding["rtx"] = {"ssrc": 2000 + index}
            if self.maybe():
                encoding["scalabilityMode"] = self.random.choice(MODES)
            if self.maybe(0.3):
                encoding["maxBitrate"] = self.random.choice([0, 100_000, 2_000_000])
            if self.maybe(0.3):
                encoding["dtx"] = self.maybe()
            if self.maybe(0.2):
                encoding["codecPayloadType"] = 96
            encodings.append(encoding)
        params: Json = {"codecs": codecs, "headerExtensions": extensions, "encodings": encodings}
        if self.maybe():
            params["mid"] = "0"
        if self.maybe():
            params["msid"] = "stream track"
        if self.maybe(0.7):
            params["rtcp"] = {"cname": "c"} if self.maybe() else {"reducedSize": False}
        return params

    def remote_capabilities(self, router: Json) -> Json:
        """What a receiver of such a router could have."""
        caps = copy.deepcopy(router)
        caps["codecs"] = [self.nearly(codec) for codec in caps["codecs"] if self.maybe(0.9)]
        for codec in caps["codecs"]:
            codec.setdefault("preferredPayloadType", 100)
        caps["headerExtensions"] = [e for e in caps["headerExtensions"] if self.maybe(0.7)]
        return caps

    def broken(self, value: Json) -> Json:
        """The same with one thing missing or replaced by junk."""
        value = copy.deepcopy(value)
        places: list[tuple[Json, Json]] = []

        def visit(owner: Json) -> None:
            entries = owner.items() if isinstance(owner, dict) else enumerate(owner)
            for key, child in entries:
                places.append((owner, key))
                if isinstance(child, dict | list):
                    visit(child)

        if isinstance(value, dict | list):
            visit(value)
        if not places:
            return value
        owner, key = self.random.choice(places)
        if isinstance(owner, dict) and self.maybe(0.3):
            del owner[key]
        else:
            owner[key] = self.random.choice(JUNK)
        return value


def calls(seed: int) -> Iterator[Call]:
    """One negotiation, from a router's codecs to consumers, as far as it goes."""
    make = Generator(seed)
    damage = make.random.choice(["", "", "", "codecs", "parameters", "capabilities", "sctp"])

    def given(kind: str, value: Json) -> Json:
        return make.broken(value) if kind == damage else value

    codecs = given("codecs", make.media_codecs())
    yield "generateRouterRtpCapabilities", [codecs]
    yield "validateAndNormalizeRtpCapabilities", [given("codecs", {"codecs": codecs})]
    try:
        router = ortc.generate_router_rtp_capabilities(copy.deepcopy(codecs))
    except WorkerBridgeError:
        router = ortc.generate_router_rtp_capabilities(copy.deepcopy(MEDIA_CODECS))
    params = given("parameters", make.rtp_parameters(router))
    yield "validateAndNormalizeRtpParameters", [params]
    sctp = {"streamId": 1, "ordered": make.maybe(), "maxRetransmits": make.random.choice([0, 3])}
    yield "validateAndNormalizeSctpStreamParameters", [given("sctp", sctp)]
    caps = given("capabilities", make.remote_capabilities(router))
    yield "validateAndNormalizeRtpCapabilities", [caps]
    params = copy.deepcopy(params)
    try:
        ortc.validate_and_normalize_rtp_parameters(params)
        yield "getProducerRtpParametersMapping", [params, router]
        mapping = ortc.get_producer_rtp_parameters_mapping(params, router)
    except WorkerBridgeError:
        return
    kind: Json = make.random.choice(["audio", "video"])
    yield "getConsumableRtpParameters", [kind, params, router, mapping]
    consumable = ortc.get_consumable_rtp_parameters(kind, params, router, mapping)
    yield "canConsume", [consumable, caps]
    caps = copy.deepcopy(caps)
    try:
        ortc.validate_and_normalize_rtp_capabilities(caps)
    except WorkerBridgeError:
        return
    options = {"consumableRtpParameters": consumable, "enableRtx": make.maybe()}
    yield (
        "getConsumerRtpParameters",
        [{**options, "remoteRtpCapabilities": caps, "pipe": make.maybe()}],
    )
    yield "getPipeConsumerRtpParameters", [options]


def test_same_results_and_refusals_as_the_original(original: Original) -> None:
    seen: dict[str, list[int]] = {}
    consumed: Counter[str] = Counter()
    for seed in range(CASES):
        for name, args in calls(seed):
            theirs = comparable(name, original.ask(name, args))
            mine = comparable(name, ours(name, args))
            assert mine == theirs, f"{name}, seed {seed}: {json.dumps([args, mine, theirs])}"
            counts = seen.setdefault(name, [0, 0])
            counts["refused" in mine] += 1
            if name == "getConsumerRtpParameters" and "refused" not in mine:
                consumed.update(kinds(mine["result"]["codecs"]))
    assert len(seen) == 9
    for name, (accepted, refused) in seen.items():
        assert accepted > 100, name
        # Pipe consumers and consumable parameters come from what was accepted before.
        made_here = name in {"getConsumableRtpParameters", "getPipeConsumerRtpParameters"}
        assert refused > 20 or made_here, name
    assert {name.lower() for name in MIME_TYPES} <= consumed.keys()
    rare = {name for name in consumed if consumed[name] < 20 and "h264/" not in name}
    assert rare == set()
    assert sum(name.startswith("video/h264/") for name in consumed) >= 4, "profiles"


def kinds(codecs: Json) -> set[str]:
    """What is told apart of codecs: names, and profiles of H264."""
    found = {codec["mimeType"].lower() for codec in codecs}
    profiles = [c["parameters"].get("profile-level-id") for c in codecs if "H264" in c["mimeType"]]
    return found | {f"video/h264/{profile[:4]}" for profile in profiles if profile in PROFILES}


@pytest.mark.parametrize("mode", [*MODES, "", None, "L0T1", "L12T34_KEY", "l1t1", "S1T1_KEYS"])
def test_same_modes_as_the_original(original: Original, mode: str | None) -> None:
    theirs = original.ask("parseScalabilityMode", [] if mode is None else [mode])["result"]
    mine = parse_scalability_mode(mode)
    assert theirs == {
        "spatialLayers": mine.spatial_layers,
        "temporalLayers": mine.temporal_layers,
        "ksvc": mine.ksvc,
    }


def test_same_supported_capabilities_as_the_original(original: Original) -> None:
    """But for defaults, which the original fills in when its first router is made."""
    theirs = original.ask("getSupportedRtpCapabilities", [])["result"]
    mine: Json = get_supported_rtp_capabilities()
    assert all(
        "rtcpFeedback" not in codec for codec in mine["codecs"] if "/CN" in codec["mimeType"]
    )
    ortc.validate_and_normalize_rtp_capabilities(mine)
    assert theirs == mine


def test_redundant_audio_is_beyond_the_original_too(original: Original) -> None:
    red = {"kind": "audio", "mimeType": "audio/red", "clockRate": 48000, "channels": 2}
    for answer in (original.ask, ours):
        refusal = answer("generateRouterRtpCapabilities", [[red]])
        assert refusal["refused"] == "UnsupportedError"


# -- what the original's callers rely on -----------------------------------------------------


def test_a_router_has_payload_types_of_its_own() -> None:
    codecs = ortc.generate_router_rtp_capabilities(copy.deepcopy(MEDIA_CODECS))["codecs"]
    assert [(codec["mimeType"], codec["preferredPayloadType"]) for codec in codecs] == [
        ("audio/opus", 100),
        ("video/VP8", 101),
        ("video/rtx", 102),
    ]


def test_a_consumer_gets_one_stream_of_a_simulcast_producer() -> None:
    router = ortc.generate_router_rtp_capabilities(copy.deepcopy(MEDIA_CODECS))
    params: Json = copy.deepcopy(VP8_SIMULCAST)
    ortc.validate_and_normalize_rtp_parameters(params)
    mapping = ortc.get_producer_rtp_parameters_mapping(params, router)
    consumable = ortc.get_consumable_rtp_parameters("video", params, router, mapping)
    consumer = ortc.get_consumer_rtp_parameters(
        consumable_rtp_parameters=consumable,
        remote_rtp_capabilities=router,
        pipe=False,
        enable_rtx=True,
    )
    (encoding,) = consumer["encodings"]
    assert encoding["scalabilityMode"] == "L3T3"
    assert encoding["rtx"]["ssrc"] == encoding["ssrc"] + 1


def test_refuses_what_it_cannot_carry() -> None:
    with pytest.raises(UnsupportedError, match="video/H263"):
        ortc.generate_router_rtp_capabilities(
            [{"kind": "video", "mimeType": "video/H263", "clockRate": 90000}]
        )
    clash: Json = {"kind": "audio", "mimeType": "audio/opus", "clockRate": 48000, "channels": 2}
    clash["preferredPayloadType"] = 100
    with pytest.raises(ParameterError, match="duplicated"):
        ortc.generate_router_rtp_capabilities([clash, copy.copy(clash)])


def test_runs_out_of_payload_types() -> None:
    h264: Json = {"kind": "video", "mimeType": "video/H264", "clockRate": 90000}
    with pytest.raises(UnsupportedError, match="payload types"):
        ortc.generate_router_rtp_capabilities([copy.copy(h264) for _ in range(20)])
