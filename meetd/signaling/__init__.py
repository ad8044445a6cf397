"""Socket.IO signalling: what browsers and the server say to each other."""
