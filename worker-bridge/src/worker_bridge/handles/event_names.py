"""Names of the events of everything that lives in a worker, and of those of its observer."""

from __future__ import annotations

from typing import Literal

ConsumerEvents = Literal[
    "transportclose",
    "producerclose",
    "producerpause",
    "producerresume",
    "score",
    "layerschange",
    "trace",
    "rtp",
]
ConsumerObserverEvents = Literal["close", "pause", "resume", "score", "layerschange", "trace"]
ProducerEvents = Literal["transportclose", "score", "videoorientationchange", "trace"]
ProducerObserverEvents = Literal[
    "close", "pause", "resume", "score", "videoorientationchange", "trace"
]
DataConsumerEvents = Literal[
    "transportclose",
    "dataproducerclose",
    "dataproducerpause",
    "dataproducerresume",
    "sctpsendbufferfull",
    "bufferedamountlow",
    "message",
]
DataObserverEvents = Literal["close", "pause", "resume"]
DataProducerEvents = Literal["transportclose"]
ParentedByWorkerEvents = Literal["workerclose"]
RouterObserverEvents = Literal["close", "newtransport", "newrtpobserver"]
WebRtcServerObserverEvents = Literal["close", "webrtctransporthandled", "webrtctransportunhandled"]
WorkerEvents = Literal["died", "subprocessclose"]
WorkerObserverEvents = Literal["close", "newwebrtcserver", "newrouter"]
RtpObserverObserverEvents = Literal[
    "close",
    "pause",
    "resume",
    "addproducer",
    "removeproducer",
    "volumes",
    "silence",
    "dominantspeaker",
]
ActiveSpeakerEvents = Literal["routerclose", "dominantspeaker"]
AudioLevelEvents = Literal["routerclose", "volumes", "silence"]
TransportObserverEvents = Literal[
    "close",
    "newproducer",
    "newconsumer",
    "newdataproducer",
    "newdataconsumer",
    "icestatechange",
    "iceselectedtuplechange",
    "dtlsstatechange",
    "sctpstatechange",
    "tuple",
    "rtcptuple",
    "trace",
    "rtcp",
]
WebRtcTransportEvents = Literal[
    "routerclose",
    "listenserverclose",
    "icestatechange",
    "iceselectedtuplechange",
    "dtlsstatechange",
    "sctpstatechange",
    "trace",
]
PlainTransportEvents = Literal["routerclose", "tuple", "rtcptuple", "sctpstatechange", "trace"]
PipeTransportEvents = Literal["routerclose", "sctpstatechange", "trace"]
DirectTransportEvents = Literal["routerclose", "trace", "rtcp"]
