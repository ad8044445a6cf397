"""Values survive the way into bytes and back, and what the schema forbids does not get in."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

import flatbuffers.table
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker_bridge import Installation, ParameterError, ProtocolError, SchemaError, provision
from worker_bridge.wire import codec as codecs
from worker_bridge.wire import schema
from worker_bridge.wire.codec import Codec
from worker_bridge.wire.json_names import PARAMETER, key, member
from worker_bridge.wire.schema import Schema, Table

SCHEMAS = provision.install().schemas
SCHEMA: Schema = schema.load(SCHEMAS)
CODEC: Codec = codecs.load(SCHEMAS)

RANGES = {
    "bool": st.booleans(),
    **{
        f"{sign}int{bits}": st.integers(
            0 if sign else -(1 << bits - 1), (1 << (bits if sign else bits - 1)) - 1
        )
        for bits in (8, 16, 32, 64)
        for sign in ("u", "")
    },
    "float32": st.floats(allow_nan=False, allow_infinity=False, width=32),
    "float64": st.floats(allow_nan=False, allow_infinity=False),
    "string": st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
}
PARAMETERS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
    st.one_of(
        st.booleans().map(int),
        RANGES["int32"],
        st.floats(allow_nan=False, allow_infinity=False).filter(lambda f: not f.is_integer()),
        RANGES["string"],
        st.lists(RANGES["int32"], max_size=4),
    ),
    max_size=4,
)


def values_of(table: Table, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Any value that the table allows."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    unions: list[tuple[str, bool, list[tuple[str, str]]]] = []
    for field in table.fields:
        name = key(table.name, field.name)
        if field.type in SCHEMA.unions:
            members = list(SCHEMA.unions[field.type].members)
            if depth > 5:  # recursive: go for what ends
                members = [m for m in members if m[1] == "FBS.RtpStream.BaseStats"] or members
            unions.append((name, field.required, members))
            continue
        if field.type in SCHEMA.enums:
            enum = SCHEMA.enums[field.type]
            one: st.SearchStrategy[Any] = st.sampled_from(
                [member(enum.name, each) for each in enum.members]
            )
        elif field.type in SCHEMA.tables:
            if field.vector and field.type == PARAMETER:
                optional[name] = PARAMETERS
                continue
            its = SCHEMA.tables[field.type]
            one = st.deferred(lambda its=its: values_of(its, depth + 1))  # type: ignore[misc]
        else:
            one = RANGES[field.type]
        if field.vector:
            if field.type == "uint8" and field.name == "data":
                one = st.binary(max_size=20)
            else:
                one = st.lists(one, max_size=3)
        (required if field.required else optional)[name] = one
    base = st.fixed_dictionaries(required, optional=optional)
    for name, must, members in unions:
        choice = st.sampled_from(members).flatmap(
            lambda pair, name=name: values_of(SCHEMA.tables[pair[1]], depth + 1).map(  # type: ignore[misc]
                lambda value: {name: value, name + "Type": pair[0]}
            )
        )
        if not must:
            choice = st.one_of(st.just({}), choice)
        base = st.tuples(base, choice).map(lambda both: {**both[0], **both[1]})
    return base


def shown(table: Table, value: dict[str, Any]) -> dict[str, Any]:
    """A value as decoding shows it: numbers that are absent appear as their defaults."""
    result = dict(value)
    for field in table.fields:
        name = key(table.name, field.name)
        if field.type in SCHEMA.unions:
            if name in value:
                members = dict(SCHEMA.unions[field.type].members)
                inner = SCHEMA.tables[members[value[name + "Type"]]]
                result[name] = shown(inner, value[name])
        elif field.type in SCHEMA.tables and field.type != PARAMETER:
            inner = SCHEMA.tables[field.type]
            if name in value and field.vector:
                result[name] = [shown(inner, each) for each in value[name]]
            elif name in value:
                result[name] = shown(inner, value[name])
        elif not field.vector and field.type != "string" and field.default != "null":
            result.setdefault(name, _default(field.type, field.default))
    return {name: each for name, each in result.items() if each is not None}


def _default(type_name: str, text: str | None) -> Any:
    if type_name in SCHEMA.enums:
        enum = SCHEMA.enums[type_name]
        by_number = {number: name for name, number in enum.members.items()}
        name = text if text is not None else by_number.get(0)
        return None if name is None else member(enum.name, name)
    if type_name == "bool":
        return text == "true"
    return 0 if text is None else float(text)


TABLES = [table for table in SCHEMA.tables.values() if table.name != PARAMETER]


@settings(max_examples=600)
@given(st.sampled_from(TABLES).flatmap(lambda t: st.tuples(st.just(t), values_of(t))))
def test_whatever_a_table_allows_comes_back(case: tuple[Table, dict[str, Any]]) -> None:
    table, value = case
    piece = CODEC.encode(table.name, value)
    assert len(piece) % 8 == 0
    assert CODEC.table(table.name).decode(piece, 0) == shown(table, value)
    moved = bytes(64) + piece
    assert CODEC.table(table.name).decode(moved, 64) == shown(table, value)


def test_another_implementation_reads_the_same() -> None:
    """Google's own reader finds what was written, through its vtables."""
    piece = CODEC.encode(
        "FBS.Transport.Options",
        {"direct": True, "maxSendMessageSize": 77, "initialAvailableOutgoingBitrate": 2**40},
    )
    table = flatbuffers.table.Table(bytearray(piece), 0)
    number_types = flatbuffers.number_types

    def field(slot: int, flags: Any) -> Any:
        offset = table.Offset(4 + 2 * slot)
        return table.Get(flags, offset) if offset else None

    assert field(0, number_types.BoolFlags) is True
    assert field(1, number_types.Uint64Flags) == 2**40
    assert field(2, number_types.BoolFlags) is None
    assert field(3, number_types.Uint32Flags) == 77


FINGERPRINT = {"algorithm": "sha-256", "value": "AA"}


@pytest.mark.parametrize(
    ("table", "value", "problem"),
    [
        ("FBS.Consumer.SetPriorityRequest", {"priority": 256}, "priority must be from 0 to 255"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": -1}, "priority must be from"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": None}, "priority must be an integer"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": True}, "not a boolean"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": 1.5}, "priority must be an integer"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": "1"}, "not a string"),
        ("FBS.Consumer.SetPriorityRequest", {"priority": float("nan")}, "must be an integer"),
        ("FBS.Consumer.SetPriorityRequest", [], "must be an object, not an array"),
        ("FBS.Common.StringUint8", {"value": 1}, "key is missing"),
        ("FBS.Common.StringUint8", {"key": None, "value": 1}, "key is missing"),
        ("FBS.Common.StringUint8", {"key": "\ud800"}, "UTF-8"),
        ("FBS.Common.StringUint8", {"key": b"x"}, "key must be a string, not bytes"),
        ("FBS.RtpParameters.Double", {"value": float("inf")}, "finite"),
        ("FBS.RtpParameters.Double", {"value": "1"}, "finite"),
        ("FBS.Transport.Options", {"direct": 1}, "direct must be a boolean"),
        ("FBS.WebRtcTransport.DtlsParameters", {"fingerprints": {}}, "must be an array"),
        (
            "FBS.WebRtcTransport.DtlsParameters",
            {"fingerprints": [FINGERPRINT, {**FINGERPRINT, "algorithm": "md5"}]},
            r"fingerprints\[1\]\.algorithm must be one of sha-1, ",
        ),
        ("FBS.WebRtcTransport.DtlsParameters", {"fingerprints": [None]}, "not null"),
        ("FBS.Producer.SendNotification", {"data": "text"}, "data must be bytes"),
        ("FBS.RtpParameters.RtpCodecParameters", {"mimeType": "a", "parameters": []}, "an object"),
        (
            "FBS.RtpParameters.RtpCodecParameters",
            {"mimeType": "a", "parameters": {"x": 2**31}},
            "must be from",
        ),
        (
            "FBS.RtpParameters.RtpCodecParameters",
            {"mimeType": "a", "parameters": {"x": {}}},
            "must be a string",
        ),
        ("FBS.RtpParameters.Parameter", {"name": "x", "value": {}, "valueType": "Any"}, "one of"),
        ("FBS.Producer.SendNotification", {"data": bytes(9_000_000)}, "at most"),
        ("FBS.Worker.UpdateSettingsRequest", {"logTags": [""] * 1_100_000}, "more than"),
        ("FBS.Worker.UpdateSettingsRequest", {"logLevel": "x" * 9_000_000}, "a worker takes"),
    ],
)
def test_refuses_what_the_schema_forbids(table: str, value: Any, problem: str) -> None:
    with pytest.raises(ParameterError, match=problem):
        CODEC.encode(table, value)


def test_whole_numbers_may_be_written_as_floats() -> None:
    piece = CODEC.encode("FBS.Consumer.SetPriorityRequest", {"priority": 7.0})
    assert CODEC.table("FBS.Consumer.SetPriorityRequest").decode(piece, 0) == {"priority": 7}


def test_unknown_names_are_the_librarys_own_fault() -> None:
    with pytest.raises(SchemaError):
        CODEC.encode("FBS.Nothing", {})
    with pytest.raises(SchemaError):
        CODEC.member("FBS.Request.Body", "Nothing")


MESSAGE = CODEC.encode_message(
    {
        "dataType": "Response",
        "data": {
            "id": 7,
            "accepted": True,
            "bodyType": "WebRtcServer_DumpResponse",
            "body": {
                "id": "the id",
                "udpSockets": [{"ip": "127.0.0.1", "port": 5}],
                "tcpServers": [],
                "webRtcTransportIds": ["a", "b"],
                "localIceUsernameFragments": [],
            },
        },
    }
)


def test_what_is_not_utf_8_shows_as_replacement_characters() -> None:
    garbled = MESSAGE.replace(b"the id", b"th\xff id").replace(
        b"\x01\0\0\0b\0", b"\x01\0\0\0\xfe\0"
    )
    body = CODEC.decode_message(garbled)["data"]["body"]
    assert body["id"] == "th\ufffd id"
    assert body["webRtcTransportIds"] == ["a", "\ufffd"]


@settings(max_examples=600)
@given(st.integers(0, len(MESSAGE) - 1), st.integers(0, 255), st.integers(0, len(MESSAGE)))
def test_garbled_messages_are_refused_or_read_as_something(
    place: int, byte: int, length: int
) -> None:
    garbled = bytearray(MESSAGE)
    garbled[place] = byte
    for candidate in (bytes(garbled), MESSAGE[:length]):
        with contextlib.suppress(ProtocolError):
            assert isinstance(CODEC.decode_message(candidate), dict)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_noise_is_refused_or_read_as_something(noise: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        assert isinstance(CODEC.decode_message(noise), dict)


def test_answers_that_differ_only_in_their_number_are_told_apart() -> None:
    def answer(number: int, *, paused: bool) -> bytes:
        score = {"score": 10, "producerScore": 0, "producerScores": [0]}
        body = {"paused": paused, "producerPaused": False, "score": score}
        data = {"id": number, "accepted": True, "body": body}
        data["bodyType"] = "Transport_ConsumeResponse"
        return CODEC.encode_message({"dataType": "Response", "data": data})

    for number in (1, 2, 0x01010101, 2, 0xFFFFFFFF):
        for paused in (True, False):
            data = CODEC.decode_message(answer(number, paused=paused))["data"]
            assert data["id"] == number
            assert data["body"]["paused"] == paused


def test_the_schemas_are_compiled_once(installation: Installation) -> None:
    assert codecs.load(installation.schemas) is CODEC


def test_a_table_of_the_wire_looks_as_documented() -> None:
    piece = CODEC.encode("FBS.Common.StringUint8", {"key": "k", "value": 9})
    to_vtable, to_key, value = struct.unpack_from("<iIB", piece)
    assert value == 9
    assert struct.unpack_from("<4H", piece, -to_vtable) == (8, 16, 4, 8)
    (length,) = struct.unpack_from("<I", piece, 4 + to_key)
    assert piece[4 + to_key + 4 :][: length + 1] == b"k\0"
