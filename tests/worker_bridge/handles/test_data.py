"""Messages: subchannels on a DirectTransport, and streams over SCTP."""

from __future__ import annotations

import pytest

from support.talk import first
from support.worker import LOOPBACK
from worker_bridge import DirectTransport, InvalidStateError, NotFoundError, ParameterError, Router


async def test_messages_through_a_direct_transport(router: Router, direct: DirectTransport) -> None:
    data_producer = await direct.produce_data(label="chat", protocol="json", app_data={"a": 1})
    everything = await direct.consume_data(data_producer_id=data_producer.id)
    some = await direct.consume_data(data_producer_id=data_producer.id, subchannels=[1, 2])
    assert (everything.label, everything.protocol, everything.type) == ("chat", "json", "direct")
    assert everything.stream_id is None
    got: dict[str, list[tuple[bytes, int]]] = {"everything": [], "some": []}
    everything.on("message", lambda *message: got["everything"].append(message))
    some.on("message", lambda *message: got["some"].append(message))
    data_producer.send("text")
    data_producer.send(b"bytes")
    data_producer.send("")
    data_producer.send(b"")
    data_producer.send("only 2", subchannels=[2])
    data_producer.send("not 1", subchannels=[1, 2], ignored_subchannel=1)
    data_producer.send("only with 3", subchannels=[2], required_subchannel=3)
    await direct.dump()
    common = [(b"text", 51), (b"bytes", 53), (b" ", 56), (b"\0", 57)]
    assert got["everything"][:4] == common
    assert got["some"] == [*common, (b"only 2", 51)]
    await some.add_subchannel(5)
    assert sorted(some.subchannels) == [1, 2, 5]
    await some.remove_subchannel(1)
    await some.set_subchannels([7])
    assert some.subchannels == [7]
    assert (await some.dump())["subchannels"] == [7]
    await some.pause()
    assert some.paused
    paused = first(everything, "dataproducerpause")
    await data_producer.pause()
    await paused
    assert everything.data_producer_paused
    await data_producer.resume()
    await some.resume()
    assert (await data_producer.get_stats())[0]["messagesReceived"] == 7
    assert (await data_producer.dump())["label"] == "chat"
    closed = first(everything, "dataproducerclose")
    data_producer.close()
    await closed
    assert everything.closed
    with pytest.raises(NotFoundError):
        await direct.consume_data(data_producer_id=data_producer.id)
    for wrong in (5, None, ["x"], "\ud800"):
        with pytest.raises((ParameterError, InvalidStateError)):
            data_producer.send(wrong)  # type: ignore[arg-type]


async def test_sctp_streams_are_given_out_once(router: Router) -> None:
    sender = await router.create_webrtc_transport(listen_infos=[LOOPBACK], enable_sctp=True)
    receiver = await router.create_webrtc_transport(listen_infos=[LOOPBACK], enable_sctp=True)
    assert sender.sctp_state == "new"
    assert sender.sctp_parameters is not None
    data_producer = await sender.produce_data(
        sctp_stream_parameters={"streamId": 3, "ordered": False, "maxRetransmits": 2}
    )
    first_one = await receiver.consume_data(data_producer_id=data_producer.id)
    assert first_one.sctp_stream_parameters == {
        "streamId": 0,
        "ordered": False,
        "maxRetransmits": 2,
    }
    second = await receiver.consume_data(data_producer_id=data_producer.id, ordered=True)
    assert second.sctp_stream_parameters == {"streamId": 1, "ordered": True}
    third = await receiver.consume_data(data_producer_id=data_producer.id, max_packet_life_time=100)
    assert third.stream_id == 2
    first_one.close()
    assert (await receiver.dump())["dataConsumerIds"].count(first_one.id) == 0
    with pytest.raises(ParameterError):
        await sender.produce_data()
    with pytest.raises(ParameterError):
        await sender.produce_data(
            sctp_stream_parameters={"streamId": 4, "ordered": True, "maxRetransmits": 2}
        )
    assert await second.get_buffered_amount() == 0
    await second.set_buffered_amount_low_threshold(1000)
    assert (await second.dump())["bufferedAmountLowThreshold"] == 1000
    await second.pause()
    await second.set_buffered_amount_low_threshold(2000)
    assert (await second.dump())["bufferedAmountLowThreshold"] == 2000
