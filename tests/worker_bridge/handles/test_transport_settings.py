"""What transports refuse before the worker sees it."""

from __future__ import annotations

from typing import Any

import pytest

from support.worker import LOOPBACK
from worker_bridge import InvalidStateError, ParameterError, Router, Worker


async def test_transports_refuse_wrong_settings(router: Router, worker: Worker) -> None:
    server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
    wrong: Any
    for wrong in (
        {},
        {"webrtc_server": server, "listen_infos": [LOOPBACK]},
        {"listen_infos": []},
        {"listen_infos": [{"protocol": "sctp", "ip": "127.0.0.1"}]},
        {"listen_infos": [{"protocol": "udp"}]},
        {"listen_infos": [{**LOOPBACK, "port": 65536}]},
        {"listen_infos": [{**LOOPBACK, "portRange": {"min": -1, "max": 5}}]},
        {"listen_infos": [None]},
        {"listen_infos": [LOOPBACK], "enable_udp": "yes"},
        {"listen_infos": [LOOPBACK], "ice_consent_timeout": 256},
        {"listen_infos": [LOOPBACK], "initial_available_outgoing_bitrate": -1},
        {"listen_infos": [LOOPBACK], "max_send_message_size": 2**32},
        {"listen_infos": [LOOPBACK], "sctp_buffer": 1},
    ):
        with pytest.raises(ParameterError):
            await router.create_webrtc_transport(**wrong)
    server.close()
    with pytest.raises(InvalidStateError):
        await router.create_webrtc_transport(webrtc_server=server)
    assert (await router.dump())["transportIds"] == []
