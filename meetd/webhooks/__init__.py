"""Webhooks: events are sent to where integrators want them, by the Standard Webhooks scheme."""
