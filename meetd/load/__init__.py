"""`meetd load`: rooms full of people who are none, and what that costs a server."""
