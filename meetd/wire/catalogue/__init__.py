"""The catalogue: every request and every event, with all that is to know of them."""

from meetd.wire import shapes  # noqa: F401 It registers the shapes of what is not on the wire as it is.
