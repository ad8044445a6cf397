"""Any order of joins, leaves, failures and late messages ends in a consistent call."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from meetd.rooms.mode import Mode
from support.model_room import PATIENCE, ModelClient, ModelRoom

NAMES = ["ada", "ben", "cy", "dee"]
clients = st.sampled_from(NAMES)


class AnyOrder(RuleBasedStateMachine):
    """A room with real rules, and clients that do what the protocol says, late or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelRoom(NAMES)

    def client(self, name: str) -> ModelClient:
        return self.model.clients[name]

    @rule(name=clients)
    def comes(self, name: str) -> None:
        if self.client(name).connection is None:
            self.model.join(self.client(name))

    @rule(name=clients)
    def goes(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.leave(self.client(name))

    @rule(name=clients)
    def loses_its_connection(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.lose(self.client(name))

    @rule(name=clients, count=st.integers(1, 5))
    def hears(self, name: str, count: int) -> None:
        self.model.deliver(self.client(name), count)

    @rule(name=clients)
    def acts(self, name: str) -> None:
        self.model.act(self.client(name))

    @rule(name=clients)
    def cannot_build_its_path(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.fail(self.client(name))

    @rule()
    def the_worker_dies(self) -> None:
        self.model.do(self.model.media.die)

    @rule()
    def there_is_a_worker_again(self) -> None:
        self.model.do(self.model.media.running.set)

    @rule(seconds=st.sampled_from([0.5, 3.0, 11.0, 25.0]))
    def time_passes(self, seconds: float) -> None:
        self.model.clock.advance(seconds)

    @invariant()
    def one_router_a_room(self) -> None:
        open_ones = [router for router in self.model.media.routers if not router.closed]
        assert len(open_ones) <= 1

    @invariant()
    def nobody_is_inside_twice(self) -> None:
        if self.model.room is not None:
            assert self.model.room.size <= len(NAMES)

    def teardown(self) -> None:
        """Left in peace, everybody who is connected is in one and the same call, and stays in it
        while others come and go."""
        model = self.model
        model.do(model.media.running.set)
        self.comes_to_rest()
        for name in NAMES:
            self.comes(name)
        self.comes_to_rest()
        for name in NAMES[:3]:
            self.goes(name)
            self.comes_to_rest()
        model.close()
        assert model.room is None
        assert all(router.closed for router in model.media.routers)

    def comes_to_rest(self) -> None:
        model = self.model
        for _ in range(12):
            model.clock.advance(PATIENCE / 10)
            self.all_hear_and_act()
        # Two may have gone back to P2P at the last moment.
        while any(client.inbox for client in model.clients.values()):
            self.all_hear_and_act()
        inside = [client for client in model.clients.values() if client.connection is not None]
        assert (model.room is None) == (not inside)
        if inside:
            self.is_whole(inside)

    def all_hear_and_act(self) -> None:
        for client in self.model.clients.values():
            self.model.deliver(client, len(client.inbox))
            self.model.act(client)

    def is_whole(self, inside: list[ModelClient]) -> None:
        room = self.model.room
        assert room is not None
        assert room.size == len(inside)
        assert room.mode is (Mode.SFU if len(inside) > 2 else room.mode)
        assert room.mode is (Mode.P2P if len(inside) == 1 else room.mode)
        ids = {client.participant.id for client in inside if client.participant is not None}
        assert len(ids) == len(inside)
        for client in inside:
            assert client.participant is not None
            assert client.mode is not None
            assert client.others == ids - {client.participant.id}
            assert client.mode.mode is room.mode
            assert client.settled
            router = room.media.router_for(client.participant.id)
            assert router is not None
            assert client.mode.router_id == router.id
            if room.mode is Mode.SFU:
                sent = room.media.producers(besides=client.participant.id)
                assert {info.participant_id for info in sent} == client.others
                assert set(client.producers) == {info.id for info in sent}
        assert len({client.mode.epoch for client in inside if client.mode is not None}) == 1


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=100, stateful_step_count=40)
