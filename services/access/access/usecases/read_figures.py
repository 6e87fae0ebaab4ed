"""What was granted and paid in a year, for who pays and who buys: sums, nothing that points to a person."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from access.domain.buying import level_of
from access.domain.figures import Group, Groups, Told, all_in, form_in
from access.domain.frame import Sums, YearFrame, frame_of
from access.store import money
from access.usecases.whose_figures import whose_figures
from region_policy.codes import BuyingForm, BuyingLevel
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.small_cells import TOTAL

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class BoughtAt:
    """All forms of care that one buyer buys for a municipality; `level`: None where no policy says."""

    level: BuyingLevel | None
    forms: tuple[BuyingForm, ...]
    told: Told


@dataclass(frozen=True)
class Figures:
    """`municipality`: None for all of them together; `buyers` then as well have nothing in them."""

    municipality: str | None
    told: Told
    forms: Mapping[BuyingForm, Told]
    buyers: tuple[BoughtAt, ...] = ()


@dataclass(frozen=True)
class FrameTold:
    """A budget, with what may be shown of its lines (by id), of what no line counts and of all together."""

    frame: YearFrame
    lines: Mapping[str, Told]
    elsewhere: Told
    told: Told


@dataclass(frozen=True)
class OfTheYear:
    municipalities: tuple[Figures, ...]
    together: Figures
    frames: tuple[FrameTold, ...]


async def read_figures(tx: Transaction, own: Organisation, year: int) -> OfTheYear:
    """Per municipality, by form and by who buys (GRO-10), and the budgets where there are (HLM-03)."""
    # Of a year that has passed its last day counts, and of any other today.
    whose = whose_figures(tx, own, min(local_day(tx.now), date(year, 12, 31)))
    # A region is no party to what its municipalities grant: it sees sums.
    async with tx.seeing_all():
        granted = await money.granted_to(tx, tuple(whose), year)
    groups = Groups(granted)
    bought = {code: _by_buyer(groups, policy, code) for code, policy in whose.items()}
    frames = {code: _by_line(groups, policy, code, year) for code, policy in whose.items()}
    for form in BuyingForm:
        groups.add_up(form_in(TOTAL, form), {form_in(code, form): [(code, form)] for code in whose})
    groups.add_up(
        all_in(TOTAL), {form_in(TOTAL, form): groups.places(form_in(TOTAL, form)) for form in BuyingForm}
    )
    groups.add_up(all_in(TOTAL), {all_in(code): groups.places(all_in(code)) for code in whose})
    told = groups.told()

    def figures(code: str, municipality: str | None) -> Figures:
        return Figures(
            municipality,
            told[all_in(code)],
            {form: told[form_in(code, form)] for form in BuyingForm},
            tuple(
                BoughtAt(level, forms, told[code, _bought_at(level)])
                for level, forms in bought.get(code, {}).items()
            ),
        )

    return OfTheYear(
        tuple(figures(code, code) for code in whose),
        figures(TOTAL, None),
        tuple(_told(frame, told) for frame in frames.values() if frame is not None),
    )


def _by_buyer(
    groups: Groups, policy: RegionPolicy, code: str
) -> dict[BuyingLevel | None, tuple[BuyingForm, ...]]:
    """Add up the forms of a municipality: all of them, and those that are granted by who buys them."""
    parts = {form_in(code, form): [(code, form)] for form in BuyingForm}
    groups.add_up(all_in(code), parts)
    forms: dict[BuyingLevel | None, list[BuyingForm]] = defaultdict(list)
    for form in BuyingForm:
        if (code, form) in groups.granted:
            forms[level_of(policy, form, code)].append(form)
    for level, some in forms.items():
        groups.add_up((code, _bought_at(level)), {form_in(code, form): [(code, form)] for form in some})
    _divide(groups, code, [(code, _bought_at(level)) for level in forms])
    return {level: tuple(sorted(some)) for level, some in sorted(forms.items(), key=lambda at: at[0] or "")}


def _by_line(groups: Groups, policy: RegionPolicy, code: str, year: int) -> YearFrame | None:
    """Add up the same by the lines of the budget."""
    own = {form: each.sums for (place, form), each in groups.granted.items() if place == code}
    frame = frame_of(policy, code, year, own)
    if frame is None:
        return None
    lines = {f"line {each.line.id}": each.line.counts for each in frame.lines if each.line.counts}
    counted = {form for counts in lines.values() for form in counts}
    lines[ELSEWHERE] = tuple(form for form in BuyingForm if form not in counted)
    for name, forms in lines.items():
        groups.add_up((code, name), {form_in(code, form): [(code, form)] for form in forms})
    _divide(groups, code, [(code, name) for name in lines])
    return frame


def _divide(groups: Groups, code: str, parts: list[Group]) -> None:
    """All of a municipality is these parts together, too."""
    if parts:
        groups.add_up(all_in(code), {part: groups.places(part) for part in parts})


def _told(frame: YearFrame, told: Mapping[Group, Told]) -> FrameTold:
    code = frame.municipality
    nothing = Told(0, Sums())  # a saving that is still to be found
    return FrameTold(
        frame,
        {each.line.id: told.get((code, f"line {each.line.id}"), nothing) for each in frame.lines},
        told[code, ELSEWHERE],
        told[all_in(code)],
    )


def _bought_at(level: BuyingLevel | None) -> str:
    return f"level {level}"
