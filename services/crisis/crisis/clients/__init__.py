"""What this room asks of the others, always with a timeout and an answer for "no answer"."""
