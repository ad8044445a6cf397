"""A participant's attributes: one place has them."""

from __future__ import annotations
