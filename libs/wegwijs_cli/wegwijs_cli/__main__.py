"""`python -m wegwijs_cli`: what the script `wegwijs` runs."""

from wegwijs_cli.cli import run

run()
