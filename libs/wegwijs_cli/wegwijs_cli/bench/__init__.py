"""`./wegwijs bench`: what a thing costs beside its floor, both in one run, as ratios."""
