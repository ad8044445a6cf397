"""Proofs between the nodes of a service: who passes a request on shows that it is one, and so does
who answers it. The key comes of the secret that all of them have."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meetd.errors import NotANode
from meetd.log import Seldom, get_logger

log = get_logger(__name__)

PROOF, CLIENT, ANSWER = "Meetd-Proof", "Meetd-Client", "Meetd-Answer"
"""Headers: of a request, the proof and whom it is passed on for; of an answer, its proof."""
VALIDITY = 30.0
"""Seconds that the clocks of two nodes may differ, the way there included."""
MAX_KEPT = 200_000
"""Proofs that are remembered, so that none is good twice: with more in a minute none is taken."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a proven request was passed on with."""

    nonce: str
    client: str
    """The address for which it is; empty where that is not known."""


class Proofs:
    """Makes and reads proofs."""

    def __init__(self, secret_key: str, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret_key.encode(), b"meetd, from node to node", "sha256")
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()
        """Until when each is valid that was taken, the oldest first."""
        self._seldom = Seldom()

    def of_request(self, method: str, target: str, client: str) -> tuple[str, dict[str, str]]:
        """The nonce, and the headers, of a request to another node."""
        nonce, now = secrets.token_urlsafe(16), str(int(self._clock()))
        mac = self._mac("request", method, target, client, now, nonce)
        return nonce, {PROOF: f"{now}.{nonce}.{mac}", CLIENT: client}

    def read(self, method: str, target: str, headers: Mapping[str, str]) -> PassedOn | None:
        """Read what another node passed on; None: nobody says that it did. Raises NotANode."""
        given = headers.get(PROOF)
        if given is None:
            if CLIENT in headers:
                raise NotANode
            return None
        moment, _, rest = given.partition(".")
        nonce, _, mac = rest.partition(".")
        client = headers.get(CLIENT, "")
        right = self._mac("request", method, target, client, moment, nonce)
        if not hmac.compare_digest(mac.encode(errors="replace"), right.encode()):
            raise NotANode
        # Written by a node, since the rest is.
        self._must_be_new(nonce, float(moment))
        return PassedOn(nonce, client)

    def of_answer(self, nonce: str) -> str:
        """The proof of who answers the request of that nonce."""
        return self._mac("answer", nonce)

    def is_answer(self, nonce: str, given: str | None) -> bool:
        """Return whether a node answered the request of that nonce."""
        return given is not None and hmac.compare_digest(
            given.encode(errors="replace"), self.of_answer(nonce).encode()
        )

    def _must_be_new(self, nonce: str, moment: float) -> None:
        now = self._clock()
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        if abs(now - moment) > VALIDITY:
            if self._seldom.due() is not None:
                log.warning("a node's clock is not this one's", seconds=round(moment - now))
            raise NotANode
        if nonce in self._seen or len(self._seen) >= MAX_KEPT:
            raise NotANode
        self._seen[nonce] = now + 2 * VALIDITY

    def _mac(self, *parts: str) -> str:
        # None of them has a line break: they come from a request line and its headers.
        return hmac.new(self._key, "\n".join(parts).encode(errors="replace"), "sha256").hexdigest()
