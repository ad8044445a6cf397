"""The wire: all that pages and the server say to each other, defined once."""
