"""Module paths of version 0.1: whoever imports one gets the module at its place of today.

Only those that were of use outside: the rest of the library never had another reader.
"""

from __future__ import annotations

import sys
from types import ModuleType

from worker_bridge import pins, schema_diff
from worker_bridge.channel import messages, write_queue
from worker_bridge.handles import handle, router_pipes, worker
from worker_bridge.handles.observers import base as rtp_observer
from worker_bridge.handles.transports import base as transport_base
from worker_bridge.handles.transports import options
from worker_bridge.install import build, npm, provision
from worker_bridge.negotiation import ortc, supported_rtp_capabilities
from worker_bridge.wire import codec, framing, json_names, schema

_MODULES: dict[str, ModuleType] = {
    "build": build,
    "codec": codec,
    "framing": framing,
    "handle": handle,
    "listening": options,
    "messages": messages,
    "npm": npm,
    "ortc": ortc,
    "outgoing": write_queue,
    "piping": router_pipes,
    "provision": provision,
    "rtp_observer": rtp_observer,
    "schema": schema,
    "schema_changes": schema_diff,
    "spelling": json_names,
    "supported_rtp_capabilities": supported_rtp_capabilities,
    "transport_base": transport_base,
    "worker": worker,
}
_NAMES: list[tuple[ModuleType, str, object]] = [
    (write_queue, "Outgoing", write_queue.WriteQueue),
    (npm, "PINS", pins.PINS),
    (npm, "version", pins.version),
    (npm, "pins_hash", pins.pins_hash),
    (npm, "fetched", pins.fetched),
    (build, "recipe_hash", pins.recipe_hash),
]

for _path, _module in _MODULES.items():
    sys.modules[f"worker_bridge.{_path}"] = _module
    setattr(sys.modules["worker_bridge"], _path, _module)
for _module, _name, _value in _NAMES:
    setattr(_module, _name, _value)
