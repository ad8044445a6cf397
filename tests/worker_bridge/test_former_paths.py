"""Module paths of version 0.1 lead to the modules at their places of today."""

from __future__ import annotations

from importlib import import_module

import pytest

from worker_bridge.install import provision


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("build", "recipe_hash"),
        ("codec", "Codec"),
        ("framing", "FrameReader"),
        ("handle", "Handle"),
        ("listening", "SctpOptions"),
        ("messages", "WORKER_DUMP"),
        ("npm", "version"),
        ("ortc", "can_consume"),
        ("outgoing", "Outgoing"),
        ("piping", "Piped"),
        ("provision", "find_or_fail"),
        ("rtp_observer", "RtpObserver"),
        ("schema", "load"),
        ("schema_changes", "report"),
        ("spelling", "member"),
        ("supported_rtp_capabilities", "SUPPORTED_RTP_CAPABILITIES"),
        ("transport_base", "TransportBase"),
        ("worker", "CLOSE_TIMEOUT"),
    ],
)
def test_a_former_path_leads_to_its_module(former: str, name: str) -> None:
    assert hasattr(import_module(f"worker_bridge.{former}"), name)


def test_it_is_the_same_module() -> None:
    assert import_module("worker_bridge.provision") is provision
