"""A worker binary: found, downloaded or built, and tried."""
