"""Self-hosted video meetings in the browser."""
