"""What a probe found, and whether it is good enough."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Measured:
    """Seconds, where nothing else is said; None: it never came."""

    join: dict[str, float] = field(default_factory=dict)
    """Of the one who receives: `entry` over REST, `socket`, `join` and `media`, up to the first
    picture."""
    first_frame: float | None = None
    """From knocking at the door to the first picture."""
    first_sound: float | None = None
    picture_delay: float | None = None
    """From one end over the server to the other; half of them are faster."""
    picture_delay_p95: float | None = None
    sound_delay: float | None = None
    sound_delay_p95: float | None = None
    freezes_a_minute: float | None = None
    pictures_sent: int = 0
    pictures_seen: int = 0
    recovery: float | None = None
    """From a connection that broke to the next picture."""
    lost: float | None = None
    """Share of packets that did not arrive at first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is good enough; None: anything is."""

    first_frame: float | None = None
    delay: float | None = None
    freezes: float | None = None
    recovery: float | None = None


def failures(measured: Measured, limits: Limits) -> list[str]:
    """What is not good enough, a sentence each."""
    found = []
    for what, value, limit in (
        ("The first picture came", measured.first_frame, limits.first_frame),
        ("The picture is behind", measured.picture_delay_p95, limits.delay),
        ("The sound is behind", measured.sound_delay_p95, limits.delay),
        ("A connection that broke was back", measured.recovery, limits.recovery),
    ):
        if limit is not None and (value is None or value > limit):
            said = "never" if value is None else f"after {_time(value)}"
            found.append(f"{what} {said}; {_time(limit)} is the most.")
    most, freezes = limits.freezes, measured.freezes_a_minute
    if most is not None and (freezes is None or freezes > most):
        said = "Nothing was seen" if freezes is None else f"{freezes:.1f} freezes a minute"
        found.append(f"{said}; {most:g} are the most.")
    return found


def lines(measured: Measured) -> list[str]:
    """What was measured, for people."""
    split = ", ".join(f"{name} {_time(its)}" for name, its in measured.join.items())
    return [
        f"first picture  {_time(measured.first_frame)} ({split})",
        f"first sound    {_time(measured.first_sound)}",
        f"picture delay  {_time(measured.picture_delay)}, p95 {_time(measured.picture_delay_p95)}",
        f"sound delay    {_time(measured.sound_delay)}, p95 {_time(measured.sound_delay_p95)}",
        f"freezes        {_number(measured.freezes_a_minute)} a minute",
        f"pictures       {measured.pictures_seen} of {measured.pictures_sent} seen",
        f"packets lost   {_percent(measured.lost)}",
        f"recovery       {_time(measured.recovery)}",
    ]


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "never"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f}"


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.1f} %"
