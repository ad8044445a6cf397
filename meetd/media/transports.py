"""One participant's transports: one to send on, one to receive on."""

from __future__ import annotations

from meetd.errors import InvalidRequest, MeetError, UnknownTransport
from meetd.media.errors import translate_errors
from meetd.media.events import Parameters, TransportClosed
from meetd.media.options import TransportOptions
from meetd.media.owner import Owner
from meetd.media.tracks import Direction
from worker_bridge import Router, WebRtcServer, WebRtcTransport

INITIAL_BITRATE = 1_000_000
"""Bits per second a new transport may send before the bandwidth estimation knows better."""
CONSENT_TIMEOUT = 30
"""Seconds without a STUN consent check (RFC 7675) before the worker gives a transport up. An ICE
restart after a lost network has to land within it."""


class Transports:
    """WebRTC transports on one router, by their direction."""

    def __init__(self, owner: Owner, router: Router, webrtc_server: WebRtcServer) -> None:
        self._owner = owner
        self._router = router
        self._webrtc_server = webrtc_server
        self._open: dict[Direction, WebRtcTransport] = {}
        self._dtls: dict[str, Parameters] = {}
        """The DTLS parameters with which each open one is connected, or about to be."""

    def __len__(self) -> int:
        return len(self._open)

    def has(self, transport_id: str) -> bool:
        """Return whether one of that id is open."""
        return any(transport.id == transport_id for transport in self._open.values())

    @property
    def receiving(self) -> WebRtcTransport | None:
        """The one that the participant receives on."""
        return self._open.get(Direction.RECV)

    async def create(self, direction: Direction) -> TransportOptions:
        """Create one, in place of an older one of its direction. Raises MediaUnavailable,
        NotInRoom."""
        with translate_errors():
            transport = await self._router.create_webrtc_transport(
                webrtc_server=self._webrtc_server,
                enable_udp=True,
                enable_tcp=True,
                prefer_udp=True,
                initial_available_outgoing_bitrate=INITIAL_BITRATE,
                ice_consent_timeout=CONSENT_TIMEOUT,
            )
        self._owner.require_present_or_close(transport)
        self._adopt(direction, transport)
        return TransportOptions(
            id=transport.id,
            ice_parameters=transport.ice_parameters,
            ice_candidates=transport.ice_candidates,
            dtls_parameters=transport.dtls_parameters,
        )

    async def connect(self, transport_id: str, dtls_parameters: Parameters) -> None:
        """Hand over the browser's DTLS fingerprints; the same ones again change nothing, since a
        browser that got no answer says them again. Raises UnknownTransport, MediaRejected."""
        transport = self.get(transport_id)
        if self._dtls.get(transport_id) == dtls_parameters:
            return
        known = {t.id: self._dtls[t.id] for t in self._open.values() if t.id in self._dtls}
        self._dtls = {transport_id: dtls_parameters} | known
        try:
            with translate_errors():
                await transport.connect(dtls_parameters=dtls_parameters)
        except MeetError:
            if self._dtls.get(transport_id) == dtls_parameters:
                del self._dtls[transport_id]
            raise

    async def restart_ice(self, transport_id: str) -> Parameters:
        """Make new ICE parameters, for a browser whose network changed. Raises
        UnknownTransport."""
        transport = self.get(transport_id)
        with translate_errors():
            return await transport.restart_ice()

    def close(self, transport_id: str) -> None:
        """Close one and all that runs on it. Raises UnknownTransport."""
        transport = self.get(transport_id)
        for direction, its in list(self._open.items()):
            if its is transport:
                del self._open[direction]
        transport.close()

    def close_all(self) -> None:
        """Close both; what others consume of what they carry is closed with them."""
        transports = list(self._open.values())
        self._open.clear()
        for transport in transports:
            transport.close()

    def get(self, transport_id: str, direction: Direction | None = None) -> WebRtcTransport:
        """Find an open one, of that direction if one is asked for. Raises UnknownTransport,
        InvalidRequest."""
        for its_direction, transport in self._open.items():
            if transport.id == transport_id:
                if direction not in {None, its_direction}:
                    raise InvalidRequest(f"This is the {its_direction} transport.")
                return transport
        raise UnknownTransport

    def _adopt(self, direction: Direction, transport: WebRtcTransport) -> None:
        older = self._open.pop(direction, None)
        if older is not None:
            older.close()
        self._open[direction] = transport

        def ended(state: str) -> None:
            if state in {"failed", "closed"} and self._open.get(direction) is transport:
                del self._open[direction]
                transport.close()
                self._owner.emit(TransportClosed(self._owner.id, transport.id))

        transport.on("dtlsstatechange", ended)
