"""Measures what the service promises: `make bench`."""
