"""How often clients were refused or cut, by why."""

from __future__ import annotations

from meetd import metrics


def refusals(reason: str) -> float:
    """Until now, in this process."""
    labels = {"reason": reason}
    return metrics.REGISTRY.get_sample_value("meetd_sockets_refused_total", labels) or 0.0
