"""Figures on the crises of a region."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from crisis.domain.figures import Figures, Times
from crisis.routes.fields import EARLIEST, LATEST, RegionName
from crisis.usecases.read_figures import CrisisFigures
from crisis.usecases.read_figures import read_figures as read
from region_policy.terms import DAY, local_day
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Day
from wirekit.months import first_of_month
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["figures"])

MONTHS_BY_DEFAULT = 3


def _of_this_century(day: Day) -> Day:
    if not EARLIEST <= day.year <= LATEST:
        years = {"earliest": EARLIEST, "latest": LATEST}
        text = Text(
            nl="moet liggen tussen {earliest} en {latest}", en="must lie between {earliest} and {latest}"
        )
        raise FieldRefused(text.format(**years))
    return day


FigureDay = Annotated[Day, AfterValidator(_of_this_century)]


class TimesRead(Answer):
    """In seconds, of `count` alarms: half took at most `median`, nine in ten at most `p90`."""

    count: int | None
    median: int | None
    p90: int | None

    @classmethod
    def of(cls, times: Times) -> Self:
        return cls.model_validate(times, from_attributes=True)


class CountsRead(Answer):
    """`acknowledged` and `onSite`: from the alarm on. `withinNorm`: on site in time, or late.

    `calledOn`: of how many alarms once, twice … somebody was called on, the desk among them. `secondRound`:
    everybody was called on, and it began again. Null stands for a small number, of 1 to 9, or for one by
    which that could be worked out; all other numbers of real alarms are rounded to a multiple of five.
    """

    alarms: int | None
    acknowledged: TimesRead
    on_site: TimesRead
    within_norm: dict[str, int | None]
    called_on: dict[str, int | None]
    second_round: int | None
    outcomes: dict[str, int | None]
    follow_ups: dict[str, int | None]

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls(
            alarms=figures.alarms,
            acknowledged=TimesRead.of(figures.acknowledged),
            on_site=TimesRead.of(figures.on_site),
            within_norm=dict(figures.within_norm),
            called_on=dict(figures.called_on),
            second_round=figures.second_round,
            outcomes=dict(figures.outcomes),
            follow_ups=dict(figures.follow_ups),
        )


class FiguresRead(CountsRead):
    """Of alarms raised from the first up to and including the last day. `drills` are counted apart, whole."""

    region: str
    first_day: Day
    last_day: Day
    drills: CountsRead

    @classmethod
    def shown(cls, found: CrisisFigures, region: str, first: Day, last: Day) -> Self:
        return cls(
            **dict(CountsRead.of(found.real)),
            region=region,
            first_day=first,
            last_day=last,
            drills=CountsRead.of(found.drills),
        )


@router.get("/figures", summary="Response, acknowledgement and escalations of a region's crises, in numbers")
async def read_figures(
    tx: Tx,
    organisation: OwnOrganisation,
    region: Annotated[RegionName, Query(description="One of the own organisation")],
    since: Annotated[
        FigureDay | None,
        Query(alias="from", description="The first day of a month; without it, of three months"),
    ] = None,
    until: Annotated[
        FigureDay | None,
        Query(description="The last day of a month that is over; of the last one, without it"),
    ] = None,
) -> FiguresRead:
    last = until or local_day(tx.now).replace(day=1) - DAY
    first = since or first_of_month(last, MONTHS_BY_DEFAULT)
    found = await read(tx, region, first=first, last=last, by=organisation)
    return FiguresRead.shown(found, region, first, last)
