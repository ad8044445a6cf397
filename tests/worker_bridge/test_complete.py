"""All that mediasoup's declarations have is here: members, events, options, functions."""

from __future__ import annotations

import inspect
import typing
from typing import Any

import pytest

import worker_bridge
from support import original_api
from support.original_api import declared, snake
from support.worker import LOOPBACK
from worker_bridge import DirectTransport, Producer, Router, Worker, create_worker, ortc
from worker_bridge.handles.observers import base as observer_base
from worker_bridge.handles.transports import base as transport_base
from worker_bridge.handles.transports.options import SctpOptions

FUNCTIONS = {
    "createWorker": ("WorkerSettings", "create_worker"),
    "Worker.updateSettings": ("WorkerUpdateableSettings", "update_settings"),
    "Worker.createWebRtcServer": ("WebRtcServerOptions", "create_webrtc_server"),
    "Worker.createRouter": ("RouterOptions", "create_router"),
    "Router.createWebRtcTransport": ("WebRtcTransportOptions", "create_webrtc_transport"),
    "Router.createPlainTransport": ("PlainTransportOptions", "create_plain_transport"),
    "Router.createPipeTransport": ("PipeTransportOptions", "create_pipe_transport"),
    "Router.createDirectTransport": ("DirectTransportOptions", "create_direct_transport"),
    "Router.pipeToRouter": ("PipeToRouterOptions", "pipe_to_router"),
    "Router.createAudioLevelObserver": (
        "AudioLevelObserverOptions",
        "create_audio_level_observer",
    ),
    "Router.createActiveSpeakerObserver": (
        "ActiveSpeakerObserverOptions",
        "create_active_speaker_observer",
    ),
    "Transport.produce": ("ProducerOptions", "produce"),
    "Transport.consume": ("ConsumerOptions", "consume"),
    "Transport.produceData": ("DataProducerOptions", "produce_data"),
    "Transport.consumeData": ("DataConsumerOptions", "consume_data"),
    "PipeTransport.consume": ("PipeConsumerOptions", "consume"),
}
"""The options type of each function, and our function."""
OTHERWISE = {
    "createWorker": {"workerBin"},  # the installation has binary and schemas
    "Worker.updateSettings": {  # the type is picked from the settings of a new worker
        "workerBin",
        "appData",
        "dtlsCertificateFile",
        "dtlsPrivateKeyFile",
        "libwebrtcFieldTrials",
    },
    # replaced by listenInfo(s), which say the same
    "Router.createWebRtcTransport": {"listenIps", "port"},
    "Router.createPlainTransport": {"listenIp", "port"},
    "Router.createPipeTransport": {"listenIp", "port"},
    "Router.pipeToRouter": {"listenIp"},
}
"""Options that ours lacks, on purpose."""
CLASSES = sorted(declared().members)


@pytest.fixture
async def made(
    worker: Worker, router: Router, direct: DirectTransport, audio: Producer
) -> dict[str, Any]:
    """One of each class."""
    data_producer = await direct.produce_data()
    return {
        "Worker": worker,
        "WebRtcServer": await worker.create_webrtc_server(listen_infos=[LOOPBACK]),
        "Router": router,
        "Transport": await router.create_direct_transport(),
        "WebRtcTransport": await router.create_webrtc_transport(listen_infos=[LOOPBACK]),
        "PlainTransport": await router.create_plain_transport(listen_info=LOOPBACK),
        "PipeTransport": await router.create_pipe_transport(listen_info=LOOPBACK),
        "DirectTransport": direct,
        "Producer": audio,
        "Consumer": await direct.consume(
            producer_id=audio.id, rtp_capabilities=router.rtp_capabilities
        ),
        "DataProducer": data_producer,
        "DataConsumer": await direct.consume_data(data_producer_id=data_producer.id),
        "RtpObserver": await router.create_audio_level_observer(),
        "AudioLevelObserver": await router.create_audio_level_observer(),
        "ActiveSpeakerObserver": await router.create_active_speaker_observer(),
    }


async def test_every_member_is_there(made: dict[str, Any]) -> None:
    assert made.keys() == set(CLASSES)
    missing = [
        f"{name}.{member}"
        for name, thing in made.items()
        for member in declared().all_members(name)
        if not hasattr(thing, snake(member))
    ]
    assert missing == []


async def test_app_data_can_be_replaced(made: dict[str, Any]) -> None:
    for thing in made.values():
        assert thing.app_data == {}
        thing.app_data["room"] = 1
        assert thing.app_data == {"room": 1}
        thing.app_data = {"another": 2}
        assert thing.app_data == {"another": 2}


def module_of(name: str) -> Any:
    """Our module of a class of the original."""
    return inspect.getmodule(getattr(worker_bridge, name))


def test_every_event_is_there() -> None:
    missing = []
    for name in CLASSES:
        module = inspect.getmodule(getattr(worker_bridge, name))
        if hasattr(module, "Events"):  # the bases of transports and observers leave it to their own
            theirs = declared().fields(f"{name}Events").all
            if name != "WebRtcTransport":
                theirs -= {"listenserverclose"}  # only this one can lose a WebRtcServer
            missing += [f"{name} {event}" for event in theirs - _names(module, "Events")]
        observed = declared().fields(f"{name}ObserverEvents").all
        missing += [f"{name} {event}" for event in observed - _names(module, "ObserverEvents")]
    assert missing == []


def _names(module: Any, literal: str) -> set[str]:
    """Members of a Literal, of the module's own or of its base's."""
    if not hasattr(module, literal):
        module = observer_base if "observer" in module.__name__ else transport_base
    return set(typing.get_args(getattr(module, literal)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_option_is_there(name: str) -> None:
    options, function_name = FUNCTIONS[name]
    owner = name.rpartition(".")[0]
    function = getattr(getattr(worker_bridge, owner), function_name) if owner else create_worker
    parameters = inspect.signature(function).parameters
    ours = set(parameters)
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values()):
        ours |= SctpOptions.__annotations__.keys()
    theirs = {snake(each) for each in declared().fields(options).all - OTHERWISE.get(name, set())}
    assert theirs - ours == set()


def test_every_function_is_there() -> None:
    assert all(hasattr(ortc, snake(name)) for name in declared().ortc)
    assert hasattr(worker_bridge, "get_supported_rtp_capabilities")
    assert worker_bridge.version == original_api.version()
