"""`./wegwijs keys rotate|status|retire`: new master keys for the rooms, while they run."""

from typing import Annotated

import typer

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.upkeep.keys import change_keys
from wegwijs_cli.upkeep_commands import in_the_room

app = typer.Typer(no_args_is_help=True, help="Master keys: a new one, how far it is, the end of the old.")
NAMES = [room.name for room in ROOMS]


@app.command()
def rotate(room: str) -> None:
    """Give a room a new master key. It wraps every data key anew in the background; reading goes on."""
    _change(room, "rotate")


@app.command()
def status(room: Annotated[str, typer.Argument()] = "") -> None:
    """How many data keys the newest master key wraps, of how many; exit code 3 while some are left."""
    codes = [in_the_room("keys", "status", each) for each in ([_known(room)] if room else NAMES)]
    raise typer.Exit(max(codes))


@app.command()
def retire(room: str) -> None:
    """Drop the older master keys, once nothing in the room's database needs them: old dumps stay shut."""
    if code := in_the_room("keys", "status", _known(room)):
        typer.echo("not yet: the older key is still needed, or the room cannot be asked", err=True)
        raise typer.Exit(code)
    _change(room, "retire")


def _change(room: str, step: str) -> None:
    try:
        count = change_keys(LauncherSettings().home, _known(room), step)
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{room}: {count} master key(s) in the file")


def _known(room: str) -> str:
    if room not in NAMES:
        raise typer.BadParameter(f"one of {', '.join(NAMES)}")
    return room
