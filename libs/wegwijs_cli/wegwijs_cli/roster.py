"""`./wegwijs roster`: who has which shift by a file, and whether every minute has who it needs."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from roster.coverage import Doubled, Gap, doubled, gaps
from roster.effective import EffectiveShift, effective_shifts
from roster.wall_clock import first_instant, last_instant
from roster.written import RosterFile, in_our_time
from wegwijs_cli.advise import WRONG_INPUT, as_json
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.roster_files import WrongRoster, roster_in
from wegwijs_cli.roster_house import known_gaps
from wegwijs_cli.roster_shown import RosterRead, ShiftRead, doubled_told, gap_told, on_paper, table_of
from wegwijs_cli.settings import LauncherSettings

app = typer.Typer(help="Rosters: who has which shift, and whether there is a gap.", no_args_is_help=True)

GAP_FOUND = 1
HORIZON = timedelta(weeks=26)
LONGEST_YEARS = 20
A_WEEK = timedelta(weeks=1)

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="Such as 2026-03-28T09:00, on the wall in Europe/Amsterdam or with a zone. Default: now.",
    ),
]


@dataclass(frozen=True)
class Period:
    """UTC, whole minutes."""

    start: datetime
    end: datetime


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A roster as YAML or JSON; - reads standard input.")],
    begin: From = None,
    until: Annotated[str | None, typer.Option(help="Default: a week later.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Print the shifts that follow from a roster, without any server."""
    mistakes: list[str] = []
    period = _period(begin, until, A_WEEK, mistakes)
    roster = _roster(file, mistakes)
    if period is None or roster is None:
        raise _wrong(mistakes)
    shifts = _shifts(roster, period)
    if json:
        read = RosterRead(
            line=roster.line,
            start=period.start,
            end=period.end,
            shifts=tuple(ShiftRead.of(shift) for shift in shifts),
        )
        typer.echo(as_json(read.model_dump(mode="json", by_alias=True)), nl=False)
        return
    typer.echo(f"{roster.line}, times of Europe/Amsterdam")
    for line in table_of(shifts):
        typer.echo(line)


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]…", help="Rosters; without any, those of the house that runs here."),
    ] = None,
    begin: From = None,
    until: Annotated[str | None, typer.Option(help="Default: 26 weeks later.")] = None,
) -> None:
    """Name every gap, and who stands twice. Ends with 1 if there is a gap, with 2 if nobody could look."""
    mistakes: list[str] = []
    if not files:
        if begin or until:
            mistakes.append("--from and --until need a FILE: the house that runs here knows its own gaps")
            raise _wrong(mistakes)
        raise typer.Exit(_check_house())
    period = _period(begin, until, HORIZON, mistakes)
    rosters = [(file, _roster(file, mistakes)) for file in files]
    if period is None or mistakes:
        raise _wrong(mistakes)
    found = [_check(file, roster, period) for file, roster in rosters if roster]
    if any(found):
        raise typer.Exit(GAP_FOUND)


def _check(file: Path, roster: RosterFile, period: Period) -> list[Gap]:
    shifts = _shifts(roster, period)
    found = gaps(shifts, roster.needed, period.start, period.end)
    twice: list[Doubled] = doubled(shifts, period.start, period.end)
    for told in (*map(gap_told, found), *map(doubled_told, twice)):
        typer.echo(f"{file}: {roster.line}: {told}")
    if not found:
        span = f"from {on_paper(period.start)} until {on_paper(period.end)}"
        typer.echo(f"{file}: {roster.line}: no gap {span}")
    return found


def _check_house() -> int:
    try:
        known = asyncio.run(known_gaps(LauncherSettings()))
    except (CannotStart, WrongAnswer) as error:
        typer.echo(str(error), err=True)
        return WRONG_INPUT
    for region, line, gap in known.gaps:
        typer.echo(f"{region}: {line}: {gap_told(gap)}")
    if known.gaps:
        return GAP_FOUND
    typer.echo(f"no gap on {known.lines} duty lines")
    return 0


def _shifts(roster: RosterFile, period: Period) -> list[EffectiveShift]:
    return effective_shifts([roster.plan()], roster.overriding(), period.start, period.end)


def _roster(file: Path, mistakes: list[str]) -> RosterFile | None:
    try:
        return roster_in(file)
    except WrongRoster as wrong:
        mistakes += wrong.mistakes
        return None


def _period(begin: str | None, until: str | None, long: timedelta, mistakes: list[str]) -> Period | None:
    """Of a local time that comes twice, the first begins a period and the last ends it."""
    start = _moment("--from", begin, mistakes, fold=0) if begin else _this_minute()
    end = _moment("--until", until, mistakes, fold=1) if until else start and start + long
    if start is None or end is None:
        return None
    if end <= start:
        mistakes.append(f"--until: {until} must lie after --from")
        return None
    if end.year - start.year > LONGEST_YEARS:
        mistakes.append(f"--until: {until} must lie at most {LONGEST_YEARS} years after --from")
        return None
    return Period(start, end)


def _moment(option: str, text: str, mistakes: list[str], *, fold: int) -> datetime | None:
    try:
        written = in_our_time(datetime.fromisoformat(text))
        if written.second or written.microsecond:
            raise ValueError("must be a whole minute")
    except ValueError as error:
        why = str(error) if str(error).startswith("must") else "is no moment"
        mistakes.append(
            f"{option}: {text} {why}; write it as 2026-03-28T09:00, or with a zone as 2026-03-28T08:00Z"
        )
        return None
    if written.tzinfo:
        return written.astimezone(UTC)
    return last_instant(written) if fold else first_instant(written)


def _this_minute() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _wrong(mistakes: list[str]) -> typer.Exit:
    for mistake in mistakes:
        typer.echo(mistake, err=True)
    return typer.Exit(WRONG_INPUT)
