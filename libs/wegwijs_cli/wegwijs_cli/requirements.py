"""`./wegwijs requirements [--json]`: which test proved which requirement in the last run."""

import json
from collections import defaultdict
from typing import Annotated

import typer
import yaml

from wegwijs_cli.settings import PROJECT, LauncherSettings

KNOWN = PROJECT / "docs" / "requirements.yaml"


def requirements(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Tell, per requirement, the tests of the last run that prove it.

    Fails on an unknown id, and where a test that carries an id did not pass.
    """
    results_file = LauncherSettings().home / "test-results.json"
    if not results_file.exists():
        typer.echo("no test results yet: run ./wegwijs test", err=True)
        raise typer.Exit(2)
    results = json.loads(results_file.read_text())
    known = {row["id"] for row in yaml.safe_load(KNOWN.read_text())}
    proved: dict[str, list[str]] = defaultdict(list)
    wrong: list[str] = []
    for test, result in sorted(results.items()):
        ids = result["requirements"]
        if len(ids) > 2:
            wrong.append(f"{test}: carries {len(ids)} ids; two at most")
        for id in ids:
            if id not in known:
                wrong.append(f"{test}: unknown requirement {id}")
            elif result["outcome"] == "passed":
                proved[id].append(test)
            else:
                wrong.append(f"{test}: {result['outcome']}, so it does not prove {id}")
    if as_json:
        typer.echo(json.dumps(dict(sorted(proved.items())), indent=2))
    else:
        for id, tests in sorted(proved.items()):
            typer.echo(f"{id}: {len(tests)} test(s)")
        typer.echo(f"{len(proved)} of {len(known)} requirements are proved by the last run")
    for line in wrong:
        typer.echo(line, err=True)
    if wrong:
        raise typer.Exit(1)
