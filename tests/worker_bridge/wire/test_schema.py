"""Schemas are read whole or refused."""

from __future__ import annotations

import pytest

from worker_bridge import Installation, SchemaError
from worker_bridge.channel import messages
from worker_bridge.channel.messages import Notification, Request
from worker_bridge.wire import schema
from worker_bridge.wire.schema import Field

TEXT = """
// a comment
include "other.fbs";
namespace A.B;
enum Colour: uint8 { RED = 1, GREEN, BLUE = 7, }
table Leaf { name: string (required); size: ushort = 5; }
union Any { Leaf, Other: A.C.Far }
table Tree {
    leaves: [Leaf];
    any: Any (required);
    colour: Colour = GREEN;
    maybe: uint64 = null;
    flag: bool = true;
}
root_type Tree;
"""
OTHER = "namespace A.C; table Far { near: A.B.Leaf; }"


def test_reads_tables_enums_and_unions() -> None:
    parsed = schema.parse({"one.fbs": TEXT, "other.fbs": OTHER})
    assert parsed.enums["A.B.Colour"].members == {"RED": 1, "GREEN": 2, "BLUE": 7}
    assert parsed.unions["A.B.Any"].members == (("Leaf", "A.B.Leaf"), ("Other", "A.C.Far"))
    assert parsed.tables["A.B.Tree"].fields == (
        Field("leaves", "A.B.Leaf", vector=True, slot=0, required=False, default=None),
        Field("any", "A.B.Any", vector=False, slot=1, required=True, default=None),
        Field("colour", "A.B.Colour", vector=False, slot=3, required=False, default="GREEN"),
        Field("maybe", "uint64", vector=False, slot=4, required=False, default="null"),
        Field("flag", "bool", vector=False, slot=5, required=False, default="true"),
    )
    assert parsed.tables["A.B.Leaf"].fields[1].type == "uint16"


@pytest.mark.parametrize(
    "text",
    [
        "table T { a: Nobody; }",
        "table T { a: int (deprecated); }",
        "table T { a: int",
        "struct S { a: int; }",
        "table T {} table T {}",
        "enum E: uint8 { A } union U { E }",
        "table T { a: int; } @",
        "rpc_service S {}",
    ],
)
def test_refuses_what_it_does_not_understand(text: str) -> None:
    with pytest.raises((SchemaError, KeyError)):
        schema.parse({"bad.fbs": "namespace N; " + text})


def test_the_workers_own_schemas_are_understood(installation: Installation) -> None:
    parsed = schema.load(installation.schemas)
    assert len(parsed.tables) > 150
    assert "FBS.Message.Message" in parsed


def test_every_request_of_the_schemas_is_known(installation: Installation) -> None:
    parsed = schema.load(installation.schemas)
    known = [value for value in vars(messages).values() if isinstance(value, Request)]
    methods = set(parsed.enums["FBS.Request.Method"].members)
    # Connecting is asked by the kind of transport; the general name is not in use.
    assert {request.method for request in known} == methods - {"TRANSPORT_CONNECT"}
    bodies = dict(parsed.unions["FBS.Request.Body"].members)
    assert {request.body for request in known} - {None} == set(bodies)
    responses = dict(parsed.unions["FBS.Response.Body"].members)
    assert {request.response for request in known} - {None} == set(responses)


def test_every_notification_to_the_worker_is_known(installation: Installation) -> None:
    parsed = schema.load(installation.schemas)
    known = [value for value in vars(messages).values() if isinstance(value, Notification)]
    events = parsed.enums["FBS.Notification.Event"].members
    assert {each.event for each in known} == set(list(events)[:4])
    bodies = dict(parsed.unions["FBS.Notification.Body"].members)
    assert all(each.body is None or each.body in bodies for each in known)
