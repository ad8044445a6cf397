"""When meetings are: the times of one that repeats, and calendars of them."""
