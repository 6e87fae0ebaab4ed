"""`wegwijs policy …`: for those who write a region's policy."""

from pathlib import Path
from typing import Annotated

import typer

from region_policy.loader import check_files
from wegwijs_cli.policy_diff import tell_difference
from wegwijs_cli.policy_files import MISTAKES_FOUND, municipality_register
from wegwijs_cli.policy_impact import tell_impact

app = typer.Typer(help="For those who write a region's policy.", no_args_is_help=True)


@app.callback()
def policy() -> None:
    """For those who write a region's policy."""


@app.command("check")
def check_policy_files(
    files: Annotated[list[Path], typer.Argument(help="One or more <region>/<valid-from>.yaml files.")],
) -> None:
    """Print every mistake in these files as file:line field message, or ok."""
    mistakes = check_files(files, municipality_register())
    for mistake in mistakes:
        typer.echo(str(mistake))
    if mistakes:
        raise typer.Exit(MISTAKES_FOUND)
    typer.echo("ok")


app.command("diff")(tell_difference)
app.command("impact")(tell_impact)
