"""Requests of this server to addresses that people name."""
