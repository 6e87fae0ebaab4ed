"""`wegwijs policy impact`: last year's deliveries at the tariffs of another policy."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from region_policy.difference_words import capital
from region_policy.euros import euros
from region_policy.impact import Impact, Shift, impact
from region_policy.language import Language, Name, enumeration, name_of_day
from region_policy.measures import FIRST_DAY, LAST_DAY
from region_policy.model import RegionPolicy
from wegwijs_cli.delivered_lines import NoLines, lines_in, lines_of_the_house
from wegwijs_cli.policy_files import policies_in
from wegwijs_cli.settings import LauncherSettings

NO_LINES = 1
WIDTHS = (40, 8, 18, 18, 18, 9)
TITLE = Name(
    nl="{region}: wat van {first} tot en met {last} is geleverd, tegen tarieven van {old} en van {new}",
    en="{region}: delivered from {first} up to and including {last}, at tariffs of {old} and of {new}",
)
COLUMNS = Name(nl="regels|oud|nieuw|verschil|%", en="lines|old|new|difference|%")
GROUPS = Name(nl="Functiegroep, intensiteit of product", en="Function group, intensity or product")
PROVIDERS, MUNICIPALITIES = Name(nl="Aanbieder", en="Provider"), Name(nl="Gemeente", en="Municipality")
TOTAL = Name(nl="Totaal", en="Total")
BOOKED = Name(nl="Geboekt voor deze regels: {amount}", en="Booked for these lines: {amount}")
APART = Name(nl="Niet herrekend, want zonder tarief:", en="Not repriced, for want of a tariff:")
ONE_APART = Name(
    nl="{group}: geen tarief in het beleid van {days}; regels: {lines}, geboekt: {amount}",
    en="{group}: no tariff in the policy of {days}; lines: {lines}, booked: {amount}",
)


def tell_impact(
    old: Annotated[Path, typer.Argument(help="The policy file that applies now.")],
    new: Annotated[Path, typer.Argument(help="The policy file that shall apply.")],
    file: Annotated[
        Path | None,
        typer.Option(help="A CSV table of deliveries, instead of asking the house that runs here."),
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day; a year before NEW begins.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day; the day before NEW begins.")] = None,
    who: Annotated[
        str, typer.Option("--as", help="The demo caller who asks the house.")
    ] = "contract-manager",
    english: Annotated[bool, typer.Option("--english", help="In English instead of Dutch.")] = False,
) -> None:
    """Reprice what was delivered by both policies: the shift per group, provider and municipality."""
    before, after = policies_in(old, new)
    try:
        first, last = period(after, from_, to)
        if file is None:
            lines = lines_of_the_house(LauncherSettings(), who, after.region, first, last)
        else:
            lines = lines_in(file, first, last)
    except NoLines as none:
        for complaint in none.complaints:
            typer.echo(complaint, err=True)
        raise typer.Exit(NO_LINES) from none
    language = Language.EN if english else Language.NL
    for line in shown(impact(lines, before, after), before, after, (first, last), language):
        typer.echo(line)


def period(policy: RegionPolicy, first: str | None, last: str | None) -> tuple[date, date]:
    """The twelve months before the policy begins, where nothing else is asked. Raises NoLines."""
    ends = policy.valid_from - timedelta(days=1)
    begins = same_day(policy.valid_from, policy.valid_from.year - 1)
    try:
        begins = date.fromisoformat(first) if first else begins
        ends = date.fromisoformat(last) if last else ends
    except ValueError:
        raise NoLines([f"--from, --to: {first or ''} {last or ''}: write a day as 2022-01-31"]) from None
    if not FIRST_DAY <= begins <= LAST_DAY or not FIRST_DAY <= ends <= LAST_DAY:
        raise NoLines([f"--from, --to: {begins} {ends}: must lie between {FIRST_DAY} and {LAST_DAY}"])
    if ends < begins:
        raise NoLines([f"--to: {ends} is before {begins}"])
    return begins, ends


def same_day(day: date, year: int) -> date:
    """The same day of another year; the 28th for a 29th of February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def shown(
    found: Impact, old: RegionPolicy, new: RegionPolicy, days: tuple[date, date], language: Language
) -> Iterator[str]:
    named = {
        "region": new.name,
        "first": name_of_day(days[0]),
        "last": name_of_day(days[1]),
        "old": name_of_day(old.valid_from),
        "new": name_of_day(new.valid_from),
    }
    words = {key: name.in_language(language) for key, name in named.items()}
    yield capital(TITLE.in_language(language).format(**words))
    municipalities = {code: each.name for code, each in new.municipality_register.by_code.items()}
    groups = names_of_groups(old, language) | names_of_groups(new, language)
    for head, sums, names in (
        (GROUPS, found.by_group, groups),
        (PROVIDERS, found.by_provider, {}),
        (MUNICIPALITIES, found.by_municipality, municipalities),
    ):
        yield ""
        yield row(head.in_language(language), *COLUMNS.in_language(language).split("|"))
        yield from rows(sums, names, language)
        yield row(TOTAL.in_language(language), *cells(found.total, language))
    yield ""
    booked = euros(found.total.booked).in_language(language)
    yield BOOKED.in_language(language).format(amount=booked)
    if found.apart:
        yield APART.in_language(language)
    for apart in found.apart.values():
        yield "- " + ONE_APART.in_language(language).format(
            group=groups.get(apart.tariff_of, apart.tariff_of),
            days=enumeration(map(name_of_day, apart.unknown_to)).in_language(language),
            lines=apart.lines,
            amount=euros(apart.booked).in_language(language),
        )


def names_of_groups(policy: RegionPolicy, language: Language) -> dict[str, str]:
    names = {each.id: each.name for each in policy.function_groups.items}
    names |= {each.id: each.name for each in policy.all_intensities.values()}
    names |= {each.id: each.name for each in policy.products_by_id.values()}
    return {key: name.in_language(language) for key, name in names.items()}


def rows(sums: Mapping[str, Shift], names: Mapping[str, str], language: Language) -> Iterator[str]:
    """By name, so that two tables can be laid side by side."""
    for key in sorted(sums, key=lambda each: (names.get(each, each), each)):
        yield row(names.get(key, key), *cells(sums[key], language))


def cells(shift: Shift, language: Language) -> Iterator[str]:
    yield str(shift.lines)
    for cents in (shift.old, shift.new, shift.difference):
        yield euros(cents).in_language(language)
    yield per_cent(shift.tenths_of_percent, language)


def per_cent(tenths: int | None, language: Language) -> str:
    if tenths is None:
        return "-"
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{',' if language is Language.NL else '.'}{rest}%"


def row(label: str, *cells: str) -> str:
    widths = WIDTHS[1:]
    aligned = "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return f"{label[: WIDTHS[0]].ljust(WIDTHS[0])}{aligned}"
