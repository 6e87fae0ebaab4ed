"""What can be done here, one verb per file."""
