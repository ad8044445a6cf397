"""Who is told to go which way, and who passes on what."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres


async def three(server: Backend) -> tuple[Client, Client, Client]:
    """Three in a room, and so in the SFU."""
    anna, ben, carl = [await server.client() for _ in range(3)]
    code = await anna.new_room()
    for person in (anna, ben, carl):
        await person.join(code)
    return anna, ben, carl


async def test_two_are_in_p2p_and_the_third_moves_all_to_the_sfu(server: Backend) -> None:
    anna, ben, carl = await three(server)
    two = await anna.told("mode", mode="p2p", reason="joined")
    sfu = await anna.told("mode", mode="sfu", reason="joined")
    assert sfu["epoch"] == two["epoch"] + 1 == carl.joined["mode"]["epoch"]
    assert carl.joined["mode"]["mode"] == "sfu"
    for person in (anna, ben, carl):
        await person.do("mode:ready", epoch=sfu["epoch"])
    for person in (anna, ben, carl):
        await person.told("mode:settled", epoch=sfu["epoch"])


async def test_when_one_leaves_two_return_to_p2p(server: Backend) -> None:
    anna, ben, carl = await three(server)
    await carl.do("leave")
    back = await ben.told("mode", mode="p2p", reason="returned")
    assert (await anna.told("mode", reason="returned"))["epoch"] == back["epoch"]


async def test_p2p_that_fails_falls_back_to_the_sfu(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    joined = await ben.join(code)
    await ben.do("mode:failed", epoch=joined["mode"]["epoch"], reason="no route")
    assert (await anna.told("mode", mode="sfu"))["reason"] == "p2pFailed"


async def test_p2p_that_takes_too_long_falls_back_too(postgres: Postgres, tmp_path: Path) -> None:
    async with backend(settings(tmp_path, await postgres.migrated(), p2p_timeout=0.3)) as server:
        anna, ben = await server.client(), await server.client()
        code = await anna.new_room()
        await anna.join(code)
        await ben.join(code)
        assert (await ben.told("mode", mode="sfu"))["reason"] == "p2pFailed"


async def test_signals_reach_the_other_as_they_were(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    joined = await ben.join(code)
    epoch = joined["mode"]["epoch"]
    payload = {"description": {"type": "offer", "sdp": "v=0"}, "anything": [1, None, "ü"]}
    await ben.do("p2p:signal", epoch=epoch, to=anna.id, payload=payload)
    assert await anna.told("p2p:signal") == {"epoch": epoch, "from": ben.id, "payload": payload}


async def test_signals_that_go_nowhere(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    epoch = (await ben.join(code))["mode"]["epoch"]
    stranger = await server.client()
    await stranger.join(await stranger.new_room())
    for to, at, code in (
        (stranger.id, epoch, "unknown_participant"),
        (ben.id, epoch, "unknown_participant"),
        ("nobody", epoch, "unknown_participant"),
        (anna.id, epoch - 1, "stale_epoch"),
        (anna.id, epoch + 1, "stale_epoch"),
    ):
        assert await ben.refused("p2p:signal", epoch=at, to=to, payload={}) == code
    big = {"candidate": "x" * 70_000}
    assert await ben.refused("p2p:signal", epoch=epoch, to=anna.id, payload=big) == (
        "payload_too_large"
    )
    assert anna.heard("p2p:signal") == []
    assert stranger.heard("p2p:signal") == []


async def test_who_keeps_a_direct_path_beside_the_sfu_can_still_mend_it(server: Backend) -> None:
    anna, ben, carl = await server.client(), await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    epoch = (await ben.join(code))["mode"]["epoch"]
    await carl.join(code)
    await ben.told("mode", mode="sfu")
    await ben.do("p2p:signal", epoch=epoch, to=anna.id, payload={"restart": True})
    assert (await anna.told("p2p:signal"))["epoch"] == epoch
    for other in (anna, ben):
        stranger = carl.refused("p2p:signal", epoch=epoch, to=other.id, payload={"restart": True})
        assert await stranger == "stale_epoch"
    assert ben.heard("p2p:signal") == []


async def test_a_worker_that_is_killed_is_replaced_under_the_call(server: Backend) -> None:
    anna, ben, carl = await three(server)
    before = carl.joined["mode"]["routerId"]
    (worker,) = [c for c in psutil.Process().children() if "mediasoup" in c.name()]
    os.kill(worker.pid, signal.SIGKILL)
    for person in (anna, ben, carl):
        mode = await person.told("mode", reason="workerDied")
        assert mode["routerId"] not in {None, before}
        made = await person.do("sfu:transport:create", routerId=mode["routerId"], direction="send")
        assert made["iceCandidates"]


async def test_two_in_p2p_only_learn_of_the_new_router(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    joined = await ben.join(code)
    (worker,) = [c for c in psutil.Process().children() if "mediasoup" in c.name()]
    os.kill(worker.pid, signal.SIGKILL)
    mode = await ben.told("mode")
    assert (mode["mode"], mode["epoch"]) == ("p2p", joined["mode"]["epoch"])
    assert mode["routerId"] not in {None, joined["mode"]["routerId"]}
