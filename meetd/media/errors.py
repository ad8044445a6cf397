"""Translates errors of a worker for whoever asked for something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import worker_bridge
from meetd.errors import InvalidRequest, MediaRejected, MediaUnavailable
from meetd.log import Seldom, get_logger

log = get_logger(__name__)
_REFUSED = Seldom()


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises MediaRejected for parameters that do not fit, InvalidRequest for what is closed by
    now, MediaUnavailable when the worker does not answer."""
    try:
        yield
    except (worker_bridge.ParameterError, worker_bridge.UnsupportedError) as error:
        raise MediaRejected(f"{MediaRejected.text} {error}") from error
    except (worker_bridge.NotFoundError, worker_bridge.InvalidStateError) as error:
        raise InvalidRequest("That is closed by now.") from error
    except worker_bridge.RequestError as error:
        if (times := _REFUSED.due()) is not None:
            log.warning("a worker refused a request", error=str(error), times=times)
        raise MediaRejected from error
    except worker_bridge.WorkerBridgeError as error:
        raise MediaUnavailable from error
