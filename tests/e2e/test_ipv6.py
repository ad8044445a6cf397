"""A host with IPv6 alone: page, sockets and media, directly and through a worker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.ipv6 import ipv6_machine
from support.people import People
from support.person import all_see_and_hear_each_other, meet

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may make networks")


async def test_a_call_without_any_ipv4(people: People, tmp_path: Path) -> None:
    with ipv6_machine(tmp_path) as machine:
        ada, ben, cy = await people.arrive(
            machine.url, "ada", "ben", "cy", executable=machine.browser()
        )
        code = await meet(ada, ben, mode="p2p")
        await all_see_and_hear_each_other(ada, ben)
        await cy.join(code)
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await all_see_and_hear_each_other(ada, ben, cy)
