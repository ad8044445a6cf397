"""A worker process and its channel: requests and answers, notifications, bytes waiting to leave."""
