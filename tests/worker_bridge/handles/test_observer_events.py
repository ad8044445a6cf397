"""What watchers are told, and what owners are when what they own in ends."""

from __future__ import annotations

import asyncio
from typing import Any

import worker_bridge
from support.talk import first
from support.waiting import PATIENCE
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, running_worker
from worker_bridge import DataConsumer, DataProducer, DirectTransport, Producer, Router, Worker


def seen(thing: Any, *names: str) -> list[Any]:
    """Collects (name, details) of the events."""
    events: list[Any] = []
    for name in names:
        thing.on(name, lambda *details, name=name: events.append((name, *details)))
    return events


async def test_watchers_of_a_worker() -> None:
    everything = seen(worker_bridge.observer, "newworker")
    async with running_worker(log_level="none") as worker:
        assert everything == [("newworker", worker)]
        news = seen(worker.observer, "close", "newrouter", "newwebrtcserver")
        over = first(worker, "subprocessclose")
        router = await worker.create_router()
        server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
        worker.close()
        assert news == [("newrouter", router), ("newwebrtcserver", server), ("close",)]
        async with asyncio.timeout(PATIENCE):
            await over
        assert worker.subprocess_closed


async def test_a_server_takes_its_transports_along(worker: Worker, router: Router) -> None:
    server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
    handled = seen(server.observer, "webrtctransporthandled", "webrtctransportunhandled")
    first_one = await router.create_webrtc_transport(webrtc_server=server)
    second = await router.create_webrtc_transport(webrtc_server=server)
    first_one.close()
    told = seen(second, "listenserverclose", "routerclose")
    server.close()
    assert told == [("listenserverclose",)]
    assert second.closed
    assert handled == [
        ("webrtctransporthandled", first_one),
        ("webrtctransporthandled", second),
        ("webrtctransportunhandled", first_one),
        ("webrtctransportunhandled", second),
    ]
    assert (await router.dump())["transportIds"] == []


async def test_a_worker_takes_all_along() -> None:
    """Closed or dead: each owner is told by what theirs lived in, each watcher of its end."""
    for end in (Worker.close, Worker.kill):
        async with running_worker(log_level="none") as worker:
            router = await worker.create_router(media_codecs=MEDIA_CODECS)
            server = await worker.create_webrtc_server(listen_infos=[LOOPBACK])
            direct = await router.create_direct_transport()
            producer = await direct.produce(kind="audio", rtp_parameters=OPUS)
            data_producer = await direct.produce_data()
            of_worker: list[Any] = [router, server]
            of_router: list[Any] = [
                direct,
                await router.create_webrtc_transport(webrtc_server=server),
                await router.create_plain_transport(listen_info=LOOPBACK),
                await router.create_pipe_transport(listen_info=LOOPBACK),
                await router.create_audio_level_observer(),
                await router.create_active_speaker_observer(),
            ]
            of_transport: list[Any] = [
                producer,
                await direct.consume(
                    producer_id=producer.id, rtp_capabilities=router.rtp_capabilities
                ),
                data_producer,
                await direct.consume_data(data_producer_id=data_producer.id),
            ]
            everything = [*of_worker, *of_router, *of_transport]
            told = [
                seen(thing, name)
                for name, things in (
                    ("workerclose", of_worker),
                    ("routerclose", of_router),
                    ("transportclose", of_transport),
                )
                for thing in things
            ]
            watched = [seen(thing.observer, "close") for thing in everything]
            watched.append(seen(worker.observer, "close"))
            died = seen(worker, "died")
            end(worker)
            async with asyncio.timeout(PATIENCE):
                await worker.wait_closed()
                await asyncio.sleep(0)
            assert len(died) == (end is Worker.kill)
            assert [len(each) for each in told] == [1] * len(everything)
            assert watched == [[("close",)]] * (len(everything) + 1)
            assert all(thing.closed for thing in everything)


async def test_a_router_takes_all_along(
    router: Router, direct: DirectTransport, audio: Producer
) -> None:
    told = seen(direct, "routerclose") + seen(audio, "transportclose")
    news = seen(direct, "routerclose")
    lost = seen(audio, "transportclose")
    router.close()
    assert not told
    assert news == [("routerclose",)]
    assert lost == [("transportclose",)]


async def test_watchers_of_data(direct: DirectTransport) -> None:
    made = seen(direct.observer, "newdataproducer", "newdataconsumer")
    producer: DataProducer = await direct.produce_data()
    consumer: DataConsumer = await direct.consume_data(data_producer_id=producer.id)
    assert made == [("newdataproducer", producer), ("newdataconsumer", consumer)]
    assert consumer.data_producer_id == producer.id
    names = ("close", "pause", "resume", "transportclose")
    of_producer = seen(producer.observer, *names[:3])
    of_consumer = seen(consumer.observer, *names[:3])
    told = seen(consumer, "dataproducerpause", "dataproducerresume", "transportclose")
    lost = seen(producer, "transportclose")
    await producer.pause()
    await producer.pause()
    await producer.resume()
    await consumer.pause()
    await consumer.resume()
    direct.close()
    assert of_producer == [("pause",), ("resume",), ("close",)]
    assert of_consumer == [("pause",), ("resume",), ("pause",), ("resume",), ("close",)]
    assert told == [("dataproducerpause",), ("dataproducerresume",), ("transportclose",)]
    assert lost == [("transportclose",)]


async def test_watchers_of_rtp_observers(router: Router, audio: Producer) -> None:
    levels = await router.create_audio_level_observer()
    speaker = await router.create_active_speaker_observer()
    assert levels.id != speaker.id
    news = [
        seen(each.observer, "addproducer", "removeproducer", "pause", "resume", "close")
        for each in (levels, speaker)
    ]
    for each in (levels, speaker):
        await each.add_producer(producer_id=audio.id)
        await each.pause()
        await each.pause()
        await each.resume()
        await each.remove_producer(producer_id=audio.id)
        each.close()
    wanted = [("addproducer", audio), ("pause",), ("resume",), ("removeproducer", audio)]
    assert news == [[*wanted, ("close",)]] * 2


async def test_a_failing_handler_is_told_of(direct: DirectTransport) -> None:
    failures = seen(direct, "listenererror")
    error = ValueError("mine")

    def fail() -> None:
        raise error

    direct.on("routerclose", fail)
    waiting = asyncio.ensure_future(direct.wait_for("routerclose"))
    await asyncio.sleep(0)
    direct._parent_closed("routerclose")
    assert failures == [("listenererror", "routerclose", error)]
    assert await waiting == ()
