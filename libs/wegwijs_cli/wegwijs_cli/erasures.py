"""`./wegwijs erasures apply`: a step of restoring a backup, in the rooms that know persons."""

import typer

from wegwijs_cli.rooms import ACCESS, REFERRAL
from wegwijs_cli.upkeep_commands import in_the_room

app = typer.Typer(no_args_is_help=True, help="Who was erased stays so, whatever a backup brings back.")


@app.callback()
def erasures() -> None:
    """One command for now; without this it would have no name."""


@app.command()
def apply() -> None:
    """Erase again whom a restored backup brought back. A room does so by itself at each start."""
    raise typer.Exit(max(in_the_room("erasures", room.name) for room in (REFERRAL, ACCESS)))
