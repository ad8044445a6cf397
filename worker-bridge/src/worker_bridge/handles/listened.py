"""Emitters whose handlers are typed by what each event carries.

Longer than other files: it is one table, three lines an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from worker_bridge.channel.messages import Body
from worker_bridge.errors import WorkerDiedError
from worker_bridge.events import E, Emitter, HandlerFailed
from worker_bridge.handles import event_names as names
from worker_bridge.rtp import (
    ConsumerLayers,
    ConsumerScore,
    DtlsState,
    IceState,
    SctpState,
    TransportTuple,
)

N = TypeVar("N", bound=str)
Plain = Callable[[], object]
"""Handler of an event that carries nothing."""
Of = Callable[[Any], object]
"""Handler of an event that carries a thing that lives in the worker, or several."""
Told = Callable[[Body], object]
"""Handler of an event that carries JSON, with mediasoup's own names."""


class Listen(Generic[N]):
    """`on`, `once` and `off` of an emitter whose events have the names `N`."""

    @overload
    def __call__(
        self, event: HandlerFailed, handler: Callable[[str, Exception], object]
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerEvents],
        event: Literal["transportclose", "producerclose", "producerpause", "producerresume"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerEvents],
        event: Literal["score"],
        handler: Callable[[ConsumerScore], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerEvents],
        event: Literal["layerschange"],
        handler: Callable[[ConsumerLayers | None], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerEvents],
        event: Literal["rtp"],
        handler: Callable[[bytes], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerObserverEvents],
        event: Literal["close", "pause", "resume"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerObserverEvents],
        event: Literal["score"],
        handler: Callable[[ConsumerScore], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerObserverEvents],
        event: Literal["layerschange"],
        handler: Callable[[ConsumerLayers | None], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ConsumerObserverEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerEvents], event: Literal["transportclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerEvents],
        event: Literal["score"],
        handler: Callable[[list[Body]], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerEvents],
        event: Literal["videoorientationchange", "trace"],
        handler: Told,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerObserverEvents],
        event: Literal["close", "pause", "resume"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerObserverEvents],
        event: Literal["score"],
        handler: Callable[[list[Body]], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ProducerObserverEvents],
        event: Literal["videoorientationchange", "trace"],
        handler: Told,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DataConsumerEvents],
        event: Literal[
            "transportclose",
            "dataproducerclose",
            "dataproducerpause",
            "dataproducerresume",
            "sctpsendbufferfull",
        ],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DataConsumerEvents],
        event: Literal["bufferedamountlow"],
        handler: Callable[[int], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DataConsumerEvents],
        event: Literal["message"],
        handler: Callable[[bytes, int], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DataObserverEvents],
        event: Literal["close", "pause", "resume"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DataProducerEvents], event: Literal["transportclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ParentedByWorkerEvents], event: Literal["workerclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.RouterObserverEvents], event: Literal["close"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.RouterObserverEvents],
        event: Literal["newtransport", "newrtpobserver"],
        handler: Of,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcServerObserverEvents], event: Literal["close"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcServerObserverEvents],
        event: Literal["webrtctransporthandled", "webrtctransportunhandled"],
        handler: Of,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WorkerEvents],
        event: Literal["died"],
        handler: Callable[[WorkerDiedError], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WorkerEvents], event: Literal["subprocessclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WorkerObserverEvents], event: Literal["close"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WorkerObserverEvents],
        event: Literal["newwebrtcserver", "newrouter"],
        handler: Of,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.RtpObserverObserverEvents],
        event: Literal["close", "pause", "resume", "silence"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.RtpObserverObserverEvents],
        event: Literal["addproducer", "removeproducer", "volumes", "dominantspeaker"],
        handler: Of,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ActiveSpeakerEvents], event: Literal["routerclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.ActiveSpeakerEvents], event: Literal["dominantspeaker"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.AudioLevelEvents],
        event: Literal["routerclose", "silence"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.AudioLevelEvents],
        event: Literal["volumes"],
        handler: Callable[[list[Body]], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents], event: Literal["close"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["newproducer", "newconsumer", "newdataproducer", "newdataconsumer"],
        handler: Of,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["icestatechange"],
        handler: Callable[[IceState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["iceselectedtuplechange", "tuple", "rtcptuple"],
        handler: Callable[[TransportTuple], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["dtlsstatechange"],
        handler: Callable[[DtlsState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["sctpstatechange"],
        handler: Callable[[SctpState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.TransportObserverEvents],
        event: Literal["rtcp"],
        handler: Callable[[bytes], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents],
        event: Literal["routerclose", "listenserverclose"],
        handler: Plain,
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents],
        event: Literal["icestatechange"],
        handler: Callable[[IceState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents],
        event: Literal["iceselectedtuplechange"],
        handler: Callable[[TransportTuple], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents],
        event: Literal["dtlsstatechange"],
        handler: Callable[[DtlsState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents],
        event: Literal["sctpstatechange"],
        handler: Callable[[SctpState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.WebRtcTransportEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PlainTransportEvents], event: Literal["routerclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PlainTransportEvents],
        event: Literal["tuple", "rtcptuple"],
        handler: Callable[[TransportTuple], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PlainTransportEvents],
        event: Literal["sctpstatechange"],
        handler: Callable[[SctpState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PlainTransportEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PipeTransportEvents], event: Literal["routerclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PipeTransportEvents],
        event: Literal["sctpstatechange"],
        handler: Callable[[SctpState], object],
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.PipeTransportEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DirectTransportEvents], event: Literal["routerclose"], handler: Plain
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DirectTransportEvents], event: Literal["trace"], handler: Told
    ) -> None: ...
    @overload
    def __call__(
        self: Listen[names.DirectTransportEvents],
        event: Literal["rtcp"],
        handler: Callable[[bytes], object],
    ) -> None: ...

    def __call__(self, event: Any, handler: Any) -> None:
        """Add the handler of an event, or remove it."""


class Listened(Emitter[E], Generic[E]):
    """An emitter that mypy knows the handlers of."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def on(self) -> Listen[E]: ...  # type: ignore[override]
        @property
        def once(self) -> Listen[E]: ...  # type: ignore[override]
        @property
        def off(self) -> Listen[E]: ...  # type: ignore[override]
