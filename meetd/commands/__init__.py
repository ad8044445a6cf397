"""What each subcommand of `meetd` does; its options and words are in `meetd.cli`."""
