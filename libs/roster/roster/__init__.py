"""Who has which shift: rotations, layers, overrides in; effective shifts, gaps out. No I/O, no clock."""
