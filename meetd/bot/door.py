"""Where a bot comes in: the room's address, and the guest that a join token makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

from meetd.bot.errors import LineLost, Refused

PATIENCE = ClientTimeout(total=30)
"""Of a request over REST."""


@dataclass(slots=True)
class Door:
    """A room of a server, and what opens it."""

    server: str
    """Such as `https://meet.example.org`."""
    code: str
    token: str = field(default="", repr=False)
    """A join token; without one the bot is a guest by its name, where the room lets those in."""
    name: str = "Bot"
    _cookies: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, url: str, token: str | None = None, name: str = "Bot") -> Door:
        """Read a room's address, or a link with a token behind its `#`. Raises ValueError."""
        parts = urlsplit(url)
        code = parts.path.strip("/")
        if parts.scheme not in {"http", "https"} or not parts.netloc or not code or "/" in code:
            raise ValueError("A room is at an address such as https://meet.example/abc-defg-hij.")
        known = parse_qs(parts.fragment).get("token", [""])[0]
        return cls(f"{parts.scheme}://{parts.netloc}", code, token or known, name)

    @property
    def is_this_host(self) -> bool:
        """Whether its address is this host's own, by a name that no proxy has."""
        host = urlsplit(self.server).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def cookies(self) -> str:
        """The header that says who comes."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    @property
    def known(self) -> bool:
        """Whether it was let in before."""
        return bool(self._cookies)

    def http(self) -> ClientSession:
        """Make a session that keeps no cookies: those of a door are for it alone."""
        return ClientSession(timeout=PATIENCE, cookie_jar=DummyCookieJar())

    async def enter(self) -> None:
        """Become a guest of the room; the same one as before. Raises Refused, LineLost."""
        url = f"{self.server}/api/v1/rooms/{self.code}/guest"
        shown = {"token": self.token} if self.token else {"name": self.name}
        headers = {"Cookie": self.cookies} if self._cookies else {}
        try:
            async with self.http() as http, http.post(url, json=shown, headers=headers) as answer:
                if answer.status != 201:
                    raise await refusal(answer)
                self._cookies = {name: its.value for name, its in answer.cookies.items()}
        except (ClientError, TimeoutError) as error:
            raise LineLost(f"{self.server} does not answer: {error!r}") from error


async def refusal(answer: object) -> Refused:
    """Read a problem; whatever else answers is refused by its status."""
    status = getattr(answer, "status", 0)
    try:
        problem = await answer.json(content_type=None)  # type: ignore[attr-defined]
        return Refused(str(problem["code"]), str(problem.get("detail") or problem.get("title")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Refused("unavailable" if status >= 500 else f"http_{status}")
