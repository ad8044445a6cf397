"""A camera, a microphone and a screen that nobody else has: one colour and one tone a person."""

from __future__ import annotations

import array
import json
import math
import wave
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 10
SAMPLE_RATE = 48_000
BAR = 64
"""Width in pixels of the bright bar that moves over the colour."""
SCREEN = Path(__file__).with_name("screen.js")

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a person's picture and sound are told by."""

    colour: Colour
    """The camera's."""
    tone: int
    """Hertz."""

    @property
    def screen(self) -> Colour:
        """Paler than any camera."""
        red, green, blue = ((2 * channel + 3 * 255) // 5 for channel in self.colour)
        return red, green, blue


LOOKS = (
    Look((190, 45, 45), 520),
    Look((40, 150, 70), 770),
    Look((45, 75, 190), 1030),
    Look((190, 165, 40), 1370),
    Look((150, 50, 160), 1730),
)


def write_picture(path: Path, look: Look) -> None:
    """Writes two seconds of YUV4MPEG2: the colour, and a bar that crosses it once."""
    y, cb, cr = _ycbcr(look.colour)
    chroma = bytes([cb]) * (WIDTH * HEIGHT // 4) + bytes([cr]) * (WIDTH * HEIGHT // 4)
    frames = 2 * FRAME_RATE
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT, FRAME_RATE))
        for frame in range(frames):
            row = bytearray([y]) * WIDTH
            start = frame * (WIDTH - BAR) // frames
            row[start : start + BAR] = bytes([min(y + 90, 255)]) * BAR
            file.write(b"FRAME\n" + bytes(row) * HEIGHT + chroma)


def write_sound(path: Path, look: Look) -> None:
    """Writes a WAV of short beeps: a steady tone would be taken for noise and suppressed."""
    beep, silence = 0.3, 0.15
    samples = array.array("h")
    for _ in range(8):
        for index in range(int(beep * SAMPLE_RATE)):
            at = index / SAMPLE_RATE
            edge = min(1.0, at / 0.01, (beep - at) / 0.01)
            samples.append(int(12_000 * edge * math.sin(math.tau * look.tone * at)))
        samples.extend([0] * int(silence * SAMPLE_RATE))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())


def presenting(look: Look, *, asks: bool = True) -> str:
    """A script that makes a page's screen that of this look, without a sound.

    `asks` the browser all the same, which then has to have one."""
    screen = {"colour": look.screen, "bar": look.colour, "asks": asks}
    return f"window.__screen = {json.dumps(screen)};\n{SCREEN.read_text()}\n"


def _ycbcr(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """Full-range BT.601, as JPEG has it."""
    red, green, blue = colour
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    cb = 128 + (blue - y) * 0.564
    cr = 128 + (red - y) * 0.713
    return round(y), round(cb), round(cr)
