"""What every room needs and none should write twice. It names no word of the domain."""
