"""A transport to a browser: ICE, DTLS, SRTP."""

from __future__ import annotations

from typing import Any, ClassVar

from worker_bridge.channel import messages
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError
from worker_bridge.handles import json_shapes
from worker_bridge.handles.event_names import WebRtcTransportEvents as Events
from worker_bridge.handles.transports.transport import Transport, TransportType
from worker_bridge.rtp import (
    DtlsParameters,
    DtlsState,
    IceCandidate,
    IceParameters,
    IceState,
    TransportTuple,
)


class WebRtcTransport(Transport[Events]):
    """Made by `Router.create_webrtc_transport`.

    Events, besides every transport's: `icestatechange` (new, connected, completed,
    disconnected) · `iceselectedtuplechange` (tuple) · `dtlsstatechange` (new, connecting,
    connected, failed, closed) · `listenserverclose` ().
    """

    type: ClassVar[TransportType] = "webrtc"
    _dump = messages.WEBRTCTRANSPORT_DUMP
    _get_stats = messages.WEBRTCTRANSPORT_GET_STATS
    _stats_type = "webrtc-transport"

    def _created(self, response: Body) -> None:
        self._ice_role: str = response["iceRole"]
        self._ice_parameters: IceParameters = response["iceParameters"]
        self._ice_candidates: list[Body] = response["iceCandidates"]
        self._ice_state: IceState = response["iceState"]
        self._ice_selected_tuple: Body | None = response.get("iceSelectedTuple")
        self._dtls_parameters: DtlsParameters = response["dtlsParameters"]
        self._dtls_state: DtlsState = response["dtlsState"]
        self._dtls_remote_cert: str | None = None
        super()._created(response)

    @property
    def ice_role(self) -> str:
        """Always `controlled`: the worker is ICE Lite."""
        return self._ice_role

    @property
    def ice_parameters(self) -> IceParameters:
        """Credentials for the browser's connectivity checks."""
        return clone(self._ice_parameters)

    @property
    def ice_candidates(self) -> list[IceCandidate]:
        """Addresses at which the browser finds the worker."""
        return [json_shapes.ice_candidate(its) for its in self._ice_candidates]

    @property
    def ice_state(self) -> IceState:
        """new, connected, completed, disconnected or closed."""
        return self._ice_state

    @property
    def ice_selected_tuple(self) -> TransportTuple | None:
        """The addresses in use; None before ICE is connected."""
        its = self._ice_selected_tuple
        return None if its is None else json_shapes.transport_tuple(its)

    @property
    def dtls_parameters(self) -> DtlsParameters:
        """The worker's certificate fingerprints and DTLS role."""
        return clone(self._dtls_parameters)

    @property
    def dtls_state(self) -> DtlsState:
        """new, connecting, connected, failed or closed."""
        return self._dtls_state

    @property
    def dtls_remote_cert(self) -> str | None:
        """The browser's certificate in PEM, once DTLS is connected."""
        return self._dtls_remote_cert

    async def connect(self, *, dtls_parameters: DtlsParameters) -> None:
        """Begin DTLS with whoever has these fingerprints. Once only.

        Raises ParameterError, RequestError if connected before, InvalidStateError."""
        its: Any = dtls_parameters
        if not isinstance(its, dict) or not its.get("fingerprints"):
            raise ParameterError("dtls_parameters must have fingerprints")
        response = await self._ask(messages.WEBRTCTRANSPORT_CONNECT, {"dtlsParameters": its})
        self._dtls_parameters["role"] = response["dtlsLocalRole"]

    async def restart_ice(self) -> IceParameters:
        """Renew `ice_parameters`, for a browser whose network changed."""
        self._ice_parameters = await self._ask(messages.TRANSPORT_RESTART_ICE)  # type: ignore[assignment]
        return self.ice_parameters

    def _end(self, event: Events | None = None) -> None:
        self._ice_state = "closed"
        self._ice_selected_tuple = None
        self._dtls_state = "closed"
        super()._end(event)

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "WEBRTCTRANSPORT_ICE_STATE_CHANGE":
                self._ice_state = body["iceState"]
                self._announce("icestatechange", self._ice_state)
            case "WEBRTCTRANSPORT_ICE_SELECTED_TUPLE_CHANGE":
                self._ice_selected_tuple = body["tuple"]
                self._announce("iceselectedtuplechange", self.ice_selected_tuple)
            case "WEBRTCTRANSPORT_DTLS_STATE_CHANGE":
                self._dtls_state = body["dtlsState"]
                if self._dtls_state == "connected":
                    self._dtls_remote_cert = body.get("remoteCert")
                self._announce("dtlsstatechange", self._dtls_state)
            case _:
                super().notified(event, body)
