"""The catalogue: every request over sockets, every event, and every operation of REST, with all
that is to know of them."""

from meetd.wire import shapes  # noqa: F401 It registers the shapes of what is not on the wire as it is.
