"""The log of looks after NEN 7513: what an entry says, how entries are chained, how a room adds them."""
