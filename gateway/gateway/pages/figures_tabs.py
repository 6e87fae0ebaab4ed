"""Which tables stand under each tab of the figures; money has its own."""

from collections.abc import Callable

from gateway.pages.figures_answers import (
    ChangesRead,
    CoverageCell,
    CoverageRead,
    CrisisRead,
    DecisionsRead,
    ReferralsCounted,
    Times,
    Waits,
)
from gateway.pages.figures_chart import Point, draw
from gateway.pages.figures_table import Cell, Row, Table, Words, table_of
from gateway.pages.naming import Names
from gateway.pages.shown import month, word

STEPS = ("submitted", "decided", "started", "ended")
LABELLED = (
    *STEPS,
    *(f"waited_{code}" for code in ("up-to-4-weeks", "up-to-10-weeks", "up-to-26-weeks", "longer")),
    *(f"norm_{code}" for code in ("in-time", "late")),
    *(f"called_{code}" for code in ("1", "2", "3", "4", "5-or-more")),
)
"""What codes are called, in `figures.po`."""


def throughput(words: Words, found: ReferralsCounted) -> list[Table]:
    t = words.texts
    steps = zip(STEPS, (found.submitted, found.decided, found.started, found.ended), strict=True)
    tables = [
        table_of(
            words,
            f"throughput-{name}",
            t[f"figures_{name}"],
            counted,
            lambda code: month(code, words.language),
            t["figures_month"],
            keeps=True,
            beside=70,
        )
        for name, counted in steps
    ]
    about = (t["figures_forms_about"],)
    return [
        *tables,
        table_of(
            words,
            "throughput-forms",
            t["figures_forms"],
            found.forms,
            _word("CareForm", words),
            t["figures_form"],
            about=about,
            has_total=False,
        ),
    ]


def waiting(words: Words, found: ReferralsCounted) -> list[Table]:
    t = words.texts
    now = table_of(
        words,
        "waiting-now",
        t["figures_waiting_now"],
        found.waiting,
        _named("waited", words),
        t["figures_waited"],
        keeps=True,
    )
    return [
        now,
        _norm(words, "waiting-contact", t["figures_to_contact"], found.to_first_contact),
        _norm(words, "waiting-start", t["figures_to_start"], found.to_start),
    ]


def _norm(words: Words, name: str, title: str, found: Waits) -> Table:
    t = words.texts
    about = t["figures_too_few_waits"]
    if found.median is not None:
        about = t["figures_waits_about"].format(median=found.median, p90=found.p90)
    named = _named("norm", words)
    return table_of(
        words, name, title, found.within_norm, named, t["figures_norm"], keeps=True, about=(about,)
    )


def waits_said(words: Words, called: Names, found: CoverageRead) -> list[Table]:
    return _landscape(
        words,
        called,
        found,
        "waiting-said",
        words.texts["figures_waits_said"],
        lambda cell: Cell(cell.wait_days, "days", is_bare=cell.wait_days is None),
        (words.texts["figures_waits_said_about"],),
    )


def coverage(words: Words, called: Names, found: CoverageRead) -> list[Table]:
    t = words.texts
    about = (t["figures_coverage_about"].format(kilometres=found.within_km),)
    title, open_title = t["figures_coverage"], t["figures_coverage_open"]
    return [
        *_landscape(
            words, called, found, "coverage-providers", title, lambda cell: Cell(cell.providers), about
        ),
        *_landscape(
            words, called, found, "coverage-open", open_title, lambda cell: Cell(cell.open_now), about
        ),
    ]


def _landscape(
    words: Words,
    called: Names,
    found: CoverageRead,
    name: str,
    title: str,
    cell_of: Callable[[CoverageCell], Cell],
    about: tuple[str, ...],
) -> list[Table]:
    """A row for each form, and for each intensity of it; a column for each municipality that is looked at."""
    codes = [code for code in found.municipalities if words.municipality in ("", code)]
    rows = []
    for line in found.lines:
        label = word(line.form, "HelpForm", words.language)
        label = f"{label}, {called.priced(line.intensity)}" if line.intensity else label
        rows.append(Row(label, tuple(cell_of(cell) for cell in line.cells if cell.municipality in codes)))
    chart = None
    if len(codes) == 1:
        groups = [
            (row.label, [Point(cell.value, cell.shown(words.language))]) for row in rows for cell in row.cells
        ]
        groups = [each for each in groups if each[1][0].value is not None]
        chart = draw(
            name, title, words.texts["figures_chart_about"].format(whose=words.place(codes[0])), groups
        )
    heads = (words.texts["figures_form"], *map(words.place, codes))
    return [Table(name, title, heads, tuple(rows), chart, about)]


def _named(kind: str, words: Words) -> Callable[[str], str]:
    """Codes that are no enum of a room; one that we do not know is its own name."""
    return lambda code: words.texts.get(f"figures_{kind}_{code}", code)


def _word(kind: str, words: Words) -> Callable[[str], str]:
    return lambda code: word(code, kind, words.language)


def routes(words: Words, called: Names, found: DecisionsRead) -> list[Table]:
    t = words.texts

    def budget(code: str) -> str:
        return t["figures_no_budget"] if code == "none" else called.priced(code)

    parts = (
        ("routes-routes", t["figures_routes"], found.routes, _word("Route", words), t["figures_route"]),
        ("routes-budgets", t["figures_budgets"], found.budgets, budget, t["figures_budget"]),
        (
            "routes-referrers",
            t["figures_referrers"],
            found.referrers,
            _word("ReferrerType", words),
            t["figures_referrer"],
        ),
        (
            "routes-deciders",
            t["figures_deciders"],
            found.deciders,
            _word("SettledBy", words),
            t["figures_decider"],
        ),
    )
    return [table_of(words, *part) for part in parts]


def changes(words: Words, found: ChangesRead) -> list[Table]:
    t = words.texts
    named = _word("ChangeKind", words)
    return [table_of(words, "changes-kinds", t["figures_changes"], found.changes, named, t["figures_change"])]


def crisis(words: Words, found: CrisisRead) -> list[Table]:
    t = words.texts
    times = Table(
        "crisis-times",
        t["figures_crisis_times"],
        (t["figures_crisis_step"], t["figures_number"], t["figures_median"], t["figures_p90"]),
        (
            _times(t["figures_acknowledged"], found.acknowledged),
            _times(t["figures_on_site"], found.on_site),
        ),
        about=(t["figures_crisis_about"],),
    )
    lists = (
        ("crisis-norm", t["figures_crisis_norm"], found.within_norm, _named("norm", words)),
        ("crisis-called", t["figures_crisis_called"], found.called_on, _named("called", words)),
        ("crisis-outcomes", t["figures_crisis_outcomes"], found.outcomes, _word("CrisisOutcome", words)),
        ("crisis-follow-ups", t["figures_crisis_follow_ups"], found.follow_ups, _word("FollowUp", words)),
    )
    return [times, *(_list(words, *each) for each in lists)]


def _times(label: str, times: Times) -> Row:
    minutes = [
        Cell(None if seconds is None else -(-seconds // 60), is_bare=seconds is None)
        for seconds in (times.median, times.p90)
    ]
    return Row(label, (Cell(times.count), *minutes))


def _list(
    words: Words, name: str, title: str, counts: dict[str, int | None], named: Callable[[str], str]
) -> Table:
    rows = tuple(Row(named(code), (Cell(count),)) for code, count in counts.items() if count != 0)
    groups = [(row.label, [Point(row.cells[0].value, row.cells[0].shown(words.language))]) for row in rows]
    t = words.texts
    chart = draw(name, title, t["figures_chart_about"].format(whose=t["figures_region"]), groups)
    return Table(name, title, (t["figures_what"], t["figures_number"]), rows, chart)
