"""`wegwijs policy …`: for those who write a region's policy."""

from pathlib import Path
from typing import Annotated

import typer

from region_policy.loader import MUNICIPALITIES_FILE, check_files, read_municipalities
from wegwijs_cli.settings import LauncherSettings

MISTAKES_FOUND = 1

app = typer.Typer(help="For those who write a region's policy.", no_args_is_help=True)


@app.callback()
def policy() -> None:
    """For those who write a region's policy."""


@app.command("check")
def check_policy_files(
    files: Annotated[list[Path], typer.Argument(help="One or more <region>/<valid-from>.yaml files.")],
) -> None:
    """Print every mistake in these files as file:line field message, or ok."""
    register = LauncherSettings().regions_dir / MUNICIPALITIES_FILE
    try:
        municipalities = read_municipalities(register)
    except OSError as error:
        typer.echo(f"{register}: {error.strerror}", err=True)
        raise typer.Exit(MISTAKES_FOUND) from error
    mistakes = check_files(files, municipalities)
    for mistake in mistakes:
        typer.echo(str(mistake))
    if mistakes:
        raise typer.Exit(MISTAKES_FOUND)
    typer.echo("ok")
