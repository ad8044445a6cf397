"""Identities, and the proofs of them."""
