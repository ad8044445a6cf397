"""`python -m worker_bridge install`: gets a worker and says where it is."""

from __future__ import annotations

import argparse
import sys

from worker_bridge import provision
from worker_bridge.errors import ProvisionError


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker_bridge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="find, download or build the worker")
    commands.add_parser("check", help="start the worker that is installed and have it answer")
    command = parser.parse_args().command
    try:
        installation = provision.install() if command == "install" else provision.find_or_fail()
        if command == "check":
            provision.check(installation)
    except ProvisionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{installation.binary}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
