"""One participant's transports: one to send on, one to receive on."""

from __future__ import annotations

from typing import Final

from meetd.errors import InvalidRequest, MeetError, NotThisHost, UnknownTransport
from meetd.media.errors import translate_errors
from meetd.media.events import Parameters, TransportClosed
from meetd.media.options import PlainTransportOptions, TransportOptions
from meetd.media.owner import Owner
from meetd.media.tracks import Direction
from worker_bridge import PlainTransport, Router, WebRtcServer, WebRtcTransport

Transport = WebRtcTransport | PlainTransport

INITIAL_BITRATE = 1_000_000
"""Bits per second a new transport may send before the bandwidth estimation knows better."""
CONSENT_TIMEOUT = 30
"""Seconds without a STUN consent check (RFC 7675) before the worker gives a transport up. An ICE
restart after a lost network has to land within it."""
LOOPBACK = "127.0.0.1"
PLAIN_FROM, PLAIN_TO = 60_000, 65_535
"""Ports of plain ones: not those of the workers, which one that starts anew needs again."""
SUITE: Final = "AES_CM_128_HMAC_SHA1_80"


class Transports:
    """Transports on one router, by their direction: WebRTC's, or plain ones of a bot beside the
    worker."""

    def __init__(
        self, owner: Owner, router: Router, webrtc_server: WebRtcServer, *, far: bool = False
    ) -> None:
        """`far`: the router is another node's."""
        self._owner = owner
        self._router = router
        self._webrtc_server = webrtc_server
        self._far = far
        self._open: dict[Direction, Transport] = {}
        self._dtls: dict[str, Parameters] = {}
        """The DTLS parameters with which each open one is connected, or about to be."""

    def __len__(self) -> int:
        return len(self._open)

    def has(self, transport_id: str) -> bool:
        """Return whether one of that id is open."""
        return any(transport.id == transport_id for transport in self._open.values())

    @property
    def receiving(self) -> Transport | None:
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

    async def create_plain(self, direction: Direction, key: str) -> PlainTransportOptions:
        """Create one on the worker's loopback, for SRTP by these keys from wherever the first
        packet that is of the bot's key comes; in place of an older one of its direction. Raises
        NotThisHost, MediaUnavailable, NotInRoom."""
        if self._far:
            raise NotThisHost
        with translate_errors():
            transport = await self._router.create_plain_transport(
                listen_info={
                    "protocol": "udp",
                    "ip": LOOPBACK,
                    "portRange": {"min": PLAIN_FROM, "max": PLAIN_TO},
                },
                comedia=True,
                enable_srtp=True,
                srtp_crypto_suite=SUITE,
            )
        try:
            with translate_errors():
                await transport.connect(srtp_parameters={"cryptoSuite": SUITE, "keyBase64": key})
            its = transport.srtp_parameters
        except BaseException:
            transport.close()
            raise
        self._owner.require_present_or_close(transport)
        self._adopt(direction, transport)
        where, its_key = transport.tuple, "" if its is None else its["keyBase64"]
        return PlainTransportOptions(transport.id, LOOPBACK, where["localPort"], its_key)

    def heard(self, transport_id: str) -> bool:
        """Return whether a bot was heard over its plain one. Raises UnknownTransport."""
        transport = self.get(transport_id)
        return isinstance(transport, PlainTransport) and bool(transport.tuple.get("remotePort"))

    async def connect(self, transport_id: str, dtls_parameters: Parameters) -> None:
        """Hand over the browser's DTLS fingerprints; the same ones again change nothing, since a
        browser that got no answer says them again. Raises UnknownTransport, MediaRejected."""
        transport = self._of_webrtc(transport_id)
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
        transport = self._of_webrtc(transport_id)
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

    def get(self, transport_id: str, direction: Direction | None = None) -> Transport:
        """Find an open one, of that direction if one is asked for. Raises UnknownTransport,
        InvalidRequest."""
        for its_direction, transport in self._open.items():
            if transport.id == transport_id:
                if direction not in {None, its_direction}:
                    raise InvalidRequest(f"This is the {its_direction} transport.")
                return transport
        raise UnknownTransport

    def _of_webrtc(self, transport_id: str) -> WebRtcTransport:
        """Raises UnknownTransport, also of a plain one."""
        transport = self.get(transport_id)
        if not isinstance(transport, WebRtcTransport):
            raise UnknownTransport
        return transport

    def _adopt(self, direction: Direction, transport: Transport) -> None:
        older = self._open.pop(direction, None)
        if older is not None:
            older.close()
        self._open[direction] = transport
        if not isinstance(transport, WebRtcTransport):
            return

        def ended(state: str) -> None:
            if state in {"failed", "closed"} and self._open.get(direction) is transport:
                del self._open[direction]
                transport.close()
                self._owner.emit(TransportClosed(self._owner.id, transport.id))

        transport.on("dtlsstatechange", ended)
