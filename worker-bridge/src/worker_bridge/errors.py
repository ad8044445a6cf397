"""Errors of this library.

WorkerBridgeError
├── ParameterError (TypeError)      a value that the worker must never see, or that it refused
├── UnsupportedError                RTP parameters or codecs that cannot be served
├── NotFoundError                   an id that names nothing (any more)
├── InvalidStateError               a method of something already closed, or not now
├── RequestError                    the worker refused a request for another reason
├── RequestTimeoutError (TimeoutError)   the worker did not answer in time
├── ChannelFullError                more is waiting to be written than the worker takes
├── WorkerClosedError               the worker was closed; its requests are over
│   └── WorkerDiedError             the worker ended by itself
├── WorkerStartError                the worker process did not come up
├── ProtocolError                   bytes from the worker that make no sense
├── SchemaError                     a schema file that cannot be understood
└── ProvisionError                  no worker binary could be had
"""

from __future__ import annotations


class WorkerBridgeError(Exception):
    """Root of all errors of this library."""


class ParameterError(WorkerBridgeError, TypeError):
    """A parameter of the wrong kind, out of range, missing or not encodable.

    Raised before anything is sent, or for a request that the worker answered with a TypeError.
    """


class UnsupportedError(WorkerBridgeError):
    """No codec, or no way to negotiate one, for what was asked."""


class NotFoundError(WorkerBridgeError):
    """An id that names no open object."""


class InvalidStateError(WorkerBridgeError):
    """The object is closed, or cannot do this now."""


class RequestError(WorkerBridgeError):
    """The worker refused a request; the text is the worker's own."""


class RequestTimeoutError(WorkerBridgeError, TimeoutError):
    """The worker did not answer a request in time. It may still do what was asked."""


class ChannelFullError(WorkerBridgeError):
    """More bytes wait for the worker than the channel is willing to hold."""


class WorkerClosedError(WorkerBridgeError):
    """The worker is closed: nothing can be asked of it, and what was asked will not be answered."""


class WorkerDiedError(WorkerClosedError):
    """The worker process ended without being told to."""


class WorkerStartError(WorkerBridgeError):
    """The worker process could not be started, or ended before it was ready."""


class ProtocolError(WorkerBridgeError):
    """The worker sent something that is not a message of the pinned version."""


class SchemaError(WorkerBridgeError):
    """A FlatBuffers schema that this library cannot read."""


class ProvisionError(WorkerBridgeError):
    """A worker binary could not be found, downloaded or built; the text says what to do."""
