"""The commands of `./wegwijs`. Adding one is one line here.

Only the module of the command that is called is imported: all of them together take two seconds.
"""

import sys
from dataclasses import dataclass
from importlib import import_module

import typer


@dataclass(frozen=True)
class Command:
    """`what` in `module` is a function, or a Typer application with sub-commands."""

    module: str
    what: str
    passes_on: bool = False


COMMANDS = {
    "up": Command("up", "up"),
    "demo": Command("demo.command", "demo"),
    "bench": Command("bench.command", "bench"),
    "data": Command("national.command", "app"),
    "test": Command("test", "run_tests", passes_on=True),
    "requirements": Command("requirements", "requirements"),
    "advise": Command("advise", "advise"),
    "policy": Command("policy", "app"),
    "roster": Command("roster", "app"),
    "contracts": Command("contracts", "app"),
    "sbom": Command("sbom", "sbom"),
    "advisories": Command("advisories", "advisories"),
    "migrations": Command("upkeep_commands", "migrations"),
    "rebuild": Command("upkeep_commands", "rebuild"),
    "dead-letters": Command("upkeep_commands", "dead_letters"),
    "audit": Command("audit_commands", "app"),
    "keys": Command("keys", "app"),
    "erasures": Command("erasures", "app"),
}
PASSES_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def application(called: str | None) -> typer.Typer:
    """With the one command that is called; with all of them where help is asked, or a name is wrong."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback()
    def wegwijs() -> None:
        """Youth care: who may refer, by which route, against whose money, to which provider."""

    for name, command in COMMANDS.items():
        if called in COMMANDS and name != called:
            continue
        found = getattr(import_module(f"wegwijs_cli.{command.module}"), command.what)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            settings = PASSES_ON if command.passes_on else {}
            app.command(name, context_settings=settings)(found)
    return app


def run() -> None:
    """Run the command that the command line names."""
    application(next(iter(sys.argv[1:]), None))(prog_name="wegwijs")
