"""Names of files, as somebody sends them and as a browser is told them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from meetd.names import is_line

LONGEST = 120
_UNFIT = re.compile(r'[\\/:*?"<>|]')


def cleaned(name: str) -> str:
    """The name without a path, without what cannot be seen or turns text around, and short."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if is_line(c) and not _UNFIT.match(c)).strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if dot and stem and len(ending) <= 16:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"
    return seen[:LONGEST] or "file"


def as_attachment(name: str) -> str:
    """The same as a Content-Disposition that has a browser save it (RFC 6266, RFC 8187)."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%;' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
