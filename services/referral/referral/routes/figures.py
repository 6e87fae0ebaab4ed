"""What a municipality or a region counts: throughput, waiting, the duty to accept, and who passes on."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from referral.domain.figures import Waits
from referral.store.duty import Counted
from referral.usecases.read_figures import read_figures as read
from region_policy.terms import local_day
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Day
from wirekit.months import last_of_month, require_whole_months
from wirekit.small_cells import CountTable, cell

router = APIRouter(route_class=GuardedRoute, tags=["figures"])


YouthActDay = Annotated[Day, Field(ge=date(2015, 1, 1))]


class CountedRead(Answer):
    """`code`: the ground or the reason; null where the provider said nothing in time. `times`: null for 1 to
    9, rounded to a multiple of five above that."""

    provider: UUID
    code: str | None
    times: int | None

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls(provider=counted.provider, code=counted.code, times=cell(counted.times))


class WaitsRead(Answer):
    """Half took at most `median` days, nine in ten at most `p90`; null where there are too few to tell."""

    within_norm: CountTable
    median: int | None
    p90: int | None

    @classmethod
    def of(cls, found: Waits) -> Self:
        return cls(within_norm=found.within_norm, median=found.median, p90=found.p90)


class FiguresRead(Answer):
    """Tables with a row for each municipality: by month how often something was `submitted`, `decided`, and
    care `started` and `ended`; `forms` asked, a referral with two of them in both.

    `waiting`: who waits now, by how long since the referral. `toFirstContact`, `toStart`: of what was reached
    in the period, counted from the referral, within the norm that is the stricter or late.
    `underDuty`: declined on a listed ground, or silent, under a duty to accept. `passedOn`: by whom.
    """

    first_day: date
    last_day: date
    as_of: AwareDatetime
    submitted: CountTable
    decided: CountTable
    started: CountTable
    ended: CountTable
    forms: CountTable
    waiting: CountTable
    to_first_contact: WaitsRead
    to_start: WaitsRead
    under_duty: tuple[CountedRead, ...]
    passed_on: tuple[CountedRead, ...]


@router.get(
    "/figures", summary="What is counted of the referrals of the own municipality, or of those of a region"
)
async def read_figures(
    tx: Tx,
    organisation: OwnOrganisation,
    since: Annotated[
        YouthActDay | None,
        Query(alias="from", description="The first day of a month; of this year, without it"),
    ] = None,
    until: Annotated[
        YouthActDay | None, Query(description="The last day of a month; of this one, without it")
    ] = None,
) -> FiguresRead:
    today = local_day(tx.now)
    first, last = since or today.replace(month=1, day=1), until or last_of_month(today)
    require_whole_months(first, last)
    found = await read(tx, organisation, first=first, last=last)
    return FiguresRead(
        first_day=first,
        last_day=last,
        as_of=tx.now,
        **{step.value: table for step, table in found.steps.items()},
        forms=found.forms,
        waiting=found.waiting,
        to_first_contact=WaitsRead.of(found.to_first_contact),
        to_start=WaitsRead.of(found.to_start),
        under_duty=tuple(map(CountedRead.of, found.under_duty)),
        passed_on=tuple(map(CountedRead.of, found.passed_on)),
    )
