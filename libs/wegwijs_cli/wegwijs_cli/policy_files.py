"""Reading the policy files that a command names, or telling every mistake in them."""

from pathlib import Path

import typer

from region_policy.loader import MUNICIPALITIES_FILE, read_municipalities, read_policy
from region_policy.mistakes import Mistake
from region_policy.model import RegionPolicy
from region_policy.register import MunicipalityRegister
from wegwijs_cli.settings import LauncherSettings

MISTAKES_FOUND = 1


def municipality_register() -> MunicipalityRegister:
    """Ends the command where the table cannot be read."""
    file = LauncherSettings().regions_dir / MUNICIPALITIES_FILE
    try:
        return read_municipalities(file)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(MISTAKES_FOUND) from error


def policies_in(*files: Path) -> list[RegionPolicy]:
    """These files, wherever they lie; ends the command with every mistake in any of them."""
    register = municipality_register()
    found: list[RegionPolicy] = []
    mistakes: list[Mistake] = []
    for file in files:
        try:
            text = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(Mistake(str(file), 1, "", f"cannot be read: {error}"))
            continue
        policy, wrong = read_policy(text, str(file), register)
        mistakes += wrong
        found += [policy] if policy else []
    for mistake in mistakes:
        typer.echo(str(mistake), err=True)
    if mistakes:
        raise typer.Exit(MISTAKES_FOUND)
    return found
