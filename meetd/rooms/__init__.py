"""The rules of a live room: who is in it, how media travels, what is said."""
