"""What a municipality or a region counts: the duty to accept, and who passes on."""

from datetime import UTC, date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query

from referral.policies import policies
from referral.store import duty
from region_policy.terms import DAY, end_of, local_day
from servicekit.organisations import Organisation
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Day
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["figures"])
NOT_BEFORE_SINCE = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


class CountedRead(Answer):
    """`code`: the ground or the reason; null where the provider said nothing in time."""

    provider: UUID
    code: str | None
    times: int

    @classmethod
    def of(cls, counted: duty.Counted) -> Self:
        return cls(provider=counted.provider, code=counted.code, times=counted.times)


class FiguresRead(Answer):
    """`underDuty`: declined on a listed ground, or silent, under a duty to accept. `passedOn`: by whom."""

    under_duty: tuple[CountedRead, ...]
    passed_on: tuple[CountedRead, ...]


@router.get(
    "/figures", summary="What is counted of the referrals of the own municipality, or of those of a region"
)
async def read_figures(
    tx: Tx,
    organisation: OwnOrganisation,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Day | None = None,
) -> FiguresRead:
    if since and until and until < since:
        raise InvalidInput(errors=[FieldError("until", NOT_BEFORE_SINCE)])
    period = {
        "since": end_of(since - DAY) if since and since > date.min else FIRST,
        "until": end_of(until) if until and until < date.max else LAST,
    }
    places = _places(tx, organisation)
    # Counts, and no person: the database shows a region no row of its municipalities.
    async with tx.seeing_all():
        return FiguresRead(
            under_duty=tuple(map(CountedRead.of, await duty.reports(tx, places, **period))),
            passed_on=tuple(map(CountedRead.of, await duty.passed_on(tx, places, **period))),
        )


def _places(tx: Transaction, organisation: Organisation) -> list[str]:
    """The municipalities whose figures these are; an organisation of another kind answers for nobody."""
    if organisation.kind == "region":
        found = policies(tx).by_region
        today = local_day(tx.now)
        mine = [policies(tx).in_force(each, on=today) for each in organisation.regions if each in found]
        return sorted(code for policy in mine for code in policy.municipality_codes)
    return [organisation.area] if organisation.kind == "municipality" and organisation.area else []
