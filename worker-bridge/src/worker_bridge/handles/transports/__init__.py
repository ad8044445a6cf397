"""Transports of every kind, and the options that they are made with."""
