"""`wegwijs policy diff`: what changes for whom between two policy files."""

from pathlib import Path
from typing import Annotated

import typer

from region_policy.difference_words import capital, differences, title
from region_policy.language import Language, Name, name_of_day
from region_policy.model import RegionPolicy
from wegwijs_cli.policy_files import policies_in

AS_OF = Name(nl="{name}, beleid van {day}", en="{name}, policy of {day}")
TWO_REGIONS = Name(
    nl="Dit zijn twee regio's: het verschil is geen wijziging van beleid.",
    en="These are two regions: the difference is no change of policy.",
)
NOTHING = Name(nl="Er verandert niets.", en="Nothing changes.")


def tell_difference(
    old: Annotated[Path, typer.Argument(help="The policy file that applies now.")],
    new: Annotated[Path, typer.Argument(help="The policy file that shall apply.")],
    english: Annotated[bool, typer.Option("--english", help="In English instead of Dutch.")] = False,
) -> None:
    """Tell in plain words what changes for whom between two policy files; nothing is left out."""
    language = Language.EN if english else Language.NL
    before, after = policies_in(old, new)
    if before.region != after.region:
        typer.echo(TWO_REGIONS.in_language(language))
    typer.echo(f"{called(before, language)} → {called(after, language)}")
    told = differences(before, after)
    if not told:
        typer.echo(NOTHING.in_language(language))
    concerned = None
    for difference in told:
        if difference.for_whom is not concerned:
            concerned = difference.for_whom
            typer.echo(f"\n{title(concerned).in_language(language)}")
        typer.echo(f"- {difference.text.in_language(language)}")


def called(policy: RegionPolicy, language: Language) -> str:
    name, day = policy.name.in_language(language), name_of_day(policy.valid_from).in_language(language)
    return capital(AS_OF.in_language(language).format(name=name, day=day))
