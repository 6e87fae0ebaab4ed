"""What desks decided and what they changed of running help, in numbers."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from access.domain.change import ChangeKind
from access.routes.fields import DeliveryDay
from access.usecases.count_changes import count_changes
from access.usecases.count_decisions import DecisionsCounted, count_decisions
from region_policy.codes import DecisionKind
from region_policy.terms import local_day
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer
from wirekit.months import last_of_month, require_whole_months
from wirekit.small_cells import CountTable

router = APIRouter(route_class=GuardedRoute, tags=["decisions"])

FirstDay = Annotated[
    DeliveryDay | None, Query(alias="from", description="The first day of a month; of this year, without it")
]
LastDay = Annotated[DeliveryDay | None, Query(description="The last day of a month; of this one, without it")]


class DecisionFiguresRead(Answer):
    """Decisions of the desks of these municipalities together. `tried`: what was tried, or why not, is on
    record (IJS-38); `triedSetAside`: a reason stands in its place. `outOfHome`: a stay was granted;
    `bothWeighed`: of these, how many have on record that help by day and a place in a family were weighed
    (HLM-09). `months`, `deciders`, `referrers`: of all decisions, those that no desk made among them;
    `routes`, `budgets`: of what they gave, `none` where it was no budget.
    Null: a number of 1 to 9, or one by which that could be worked out; others are rounded to fives."""

    first_day: date
    last_day: date
    as_of: AwareDatetime
    decided: int | None
    by_kind: dict[DecisionKind, int | None]
    tried: int | None
    tried_set_aside: int | None
    out_of_home: int | None
    both_weighed: int | None
    months: CountTable
    deciders: CountTable
    referrers: CountTable
    routes: CountTable
    budgets: CountTable

    @classmethod
    def of(cls, found: DecisionsCounted, *, first: date, last: date, as_of: AwareDatetime) -> Self:
        desk = found.of_desk
        return cls(
            first_day=first,
            last_day=last,
            as_of=as_of,
            decided=desk.decided,
            by_kind={DecisionKind(kind): times for kind, times in desk.by_kind.items()},
            tried=desk.tried,
            tried_set_aside=desk.set_aside,
            out_of_home=desk.out_of_home,
            both_weighed=desk.both_weighed,
            months=found.months,
            deciders=found.deciders,
            referrers=found.referrers,
            routes=found.routes,
            budgets=found.budgets,
        )


class ChangesCounted(Answer):
    """Of one kind: how often; what it added (below zero: freed), in cents of ceilings and in etmalen."""

    kind: ChangeKind
    times: int | None
    cents: int | None
    etmalen: int | None


class FiguresOfChanges(Answer):
    """`stepDowns`: how often help went on at a lighter intensity (NV-16). `kinds`: in all municipalities
    together; `changes`: by municipality. Null: a small number, or one by which that could be worked out, and
    what was added or freed of fewer than ten cases."""

    first_day: date
    last_day: date
    as_of: AwareDatetime
    step_downs: int | None
    kinds: tuple[ChangesCounted, ...]
    changes: CountTable


def whole_months(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """This year up to and including this month where nothing else is asked. Raises InvalidInput."""
    first, last = first or today.replace(month=1, day=1), last or last_of_month(today)
    require_whole_months(first, last)
    return first, last


@router.get("/decisions/figures", summary="How many decisions, by whom and of what, and what they record")
async def decision_figures(
    tx: Tx, organisation: OwnOrganisation, since: FirstDay = None, until: LastDay = None
) -> DecisionFiguresRead:
    first, last = whole_months(since, until, local_day(tx.now))
    found = await count_decisions(tx, organisation, first=first, last=last)
    return DecisionFiguresRead.of(found, first=first, last=last, as_of=tx.now)


@router.get("/changes/figures", summary="How often running help was changed, and what came free")
async def read_figures_of_changes(
    tx: Tx, organisation: OwnOrganisation, since: FirstDay = None, until: LastDay = None
) -> FiguresOfChanges:
    first, last = whole_months(since, until, local_day(tx.now))
    found = await count_changes(tx, organisation, first=first, last=last)
    kinds = tuple(ChangesCounted.model_validate(each, from_attributes=True) for each in found.kinds)
    (step_downs,) = [each.times for each in kinds if each.kind is ChangeKind.STEP_DOWN]
    return FiguresOfChanges(
        first_day=first,
        last_day=last,
        as_of=tx.now,
        step_downs=step_downs,
        kinds=kinds,
        changes=found.changes,
    )
