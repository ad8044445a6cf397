"""What a check says and is answered, over REST."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.auth.turn import IceServer
from meetd.media.echo import Echo
from meetd.wire.fields import DtlsParameters, IceCandidates, IceParameters
from meetd.wire.shape import shape_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """The browser's end of a transport that sends back what comes."""

    dtls_parameters: DtlsParameters


@shape_of(Echo)
class EchoAnswer(Echo):
    """A transport on a worker that sends back what comes over its data channel."""

    ice_parameters: IceParameters
    ice_candidates: IceCandidates
    dtls_parameters: DtlsParameters


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a browser needs to see whether meetings will reach it."""

    ice_servers: list[IceServer]
    echo: Echo | None
    """Null: no worker answers."""
