"""For tests only: real rooms on a real database, called over HTTP with real tokens."""
