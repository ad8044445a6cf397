"""`python -m worker_bridge install | check | changes`: the worker, and what newer ones change."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from worker_bridge import schema_diff
from worker_bridge.errors import ProvisionError, SchemaError
from worker_bridge.install import provision
from worker_bridge.wire import schema


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker_bridge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="find, download or build the worker")
    commands.add_parser("check", help="start the worker that is installed and have it answer")
    changes = commands.add_parser("changes", help="what another version's schemas would change")
    changes.add_argument("schemas", type=Path, help="folder of the other version's .fbs files")
    options = parser.parse_args()
    command = options.command
    try:
        installation = provision.install() if command == "install" else provision.find_or_fail()
        if command == "check":
            provision.check(installation)
        if command == "changes":
            lines = schema_diff.report(
                schema.load(installation.schemas), schema.load(options.schemas)
            )
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return 0
    except (ProvisionError, SchemaError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{installation.binary}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
