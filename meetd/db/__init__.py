"""Accounts, rooms and messages in PostgreSQL."""
