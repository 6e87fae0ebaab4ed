"""The commands of `./wegwijs`. Adding one is one line here."""

import typer

from wegwijs_cli import advise, contracts, policy, requirements, test, up, upkeep_commands

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
PASSES_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command()(up.up)
app.command("test", context_settings=PASSES_ON)(test.run_tests)
app.command()(requirements.requirements)
app.command()(advise.advise)
app.add_typer(policy.app, name="policy")
app.command()(upkeep_commands.rebuild)
app.command("dead-letters")(upkeep_commands.dead_letters)
app.command()(upkeep_commands.migrations)
app.add_typer(contracts.app, name="contracts")
