"""RTP parameters: their validation, and who can receive what. Pure functions."""
