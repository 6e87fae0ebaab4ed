"""The log of looks: rooms add, one writer chains, auditors read."""
