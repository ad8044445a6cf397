"""Looks whether a host can carry meetings: what is wrong, why, and what to do."""
