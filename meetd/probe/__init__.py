"""`meetd probe`: two bots join a room and measure what one sends and the other gets."""
