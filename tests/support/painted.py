"""A camera and a microphone that a page paints and sounds by itself."""

from __future__ import annotations

import json
from pathlib import Path

PAINTED = Path(__file__).with_name("painted_media.js")


def hue_of(number: int) -> int:
    """The colour of that one's camera, in degrees: at least 16 apart for the first dozen."""
    return (number * 47) % 360


def painted(number: int, **more: object) -> str:
    """A script that gives a page a painted camera and a sounding microphone."""
    person = {"hue": hue_of(number), "tone": 300 + 60 * number, **more}
    return f"window.__person = {json.dumps(person)};\n{PAINTED.read_text()}\n"
