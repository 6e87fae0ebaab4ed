"""`python -m wegwijs_cli`: what the script `wegwijs` runs."""

from wegwijs_cli.cli import app

app(prog_name="wegwijs")
