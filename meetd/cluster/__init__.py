"""What servers of one service have in common. There is one server today."""
