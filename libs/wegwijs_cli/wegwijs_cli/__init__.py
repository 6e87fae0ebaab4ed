"""The launcher of Wegwijs and its commands."""
