"""What a municipality grants: the request, the decision on it, and what is paid for what was delivered."""
