"""Mediasoup workers and what a room owns on them."""
