"""What stands at the door of every process: who calls, how often, from where, and what goes out."""
