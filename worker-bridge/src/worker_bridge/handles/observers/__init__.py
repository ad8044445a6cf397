"""Observers of the audio of a router."""
