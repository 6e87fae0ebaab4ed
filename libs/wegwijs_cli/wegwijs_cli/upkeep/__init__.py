"""Upkeep of a room: migrate its database, rebuild its read models, look at and replay its dead letters."""
