"""mediasoup's objects: workers, routers, transports, producers, consumers, observers."""
