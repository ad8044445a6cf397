"""`python -m meetd` is the `meetd` command."""

from meetd.cli import main

if __name__ == "__main__":
    main()
