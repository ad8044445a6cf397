"""`python -m meetd.rest` writes the OpenAPI document, for programs that make clients from it."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

from meetd.rest.openapi import describe
from meetd.wire.catalogue.rest import OPERATIONS

if __name__ == "__main__":
    json.dump(describe(OPERATIONS, version("meetd")), sys.stdout, indent=2)
