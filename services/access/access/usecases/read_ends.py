"""What ends in a case, for the institution that asked and for the municipality."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from access.domain.ends import End, ends_of, known_to_institution, with_reviews
from access.domain.request import Request
from access.domain.review import Review
from access.store import ends, quotes, requests, reviews
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class CaseSeen:
    """`ends`: as far as the reader may know them, the first one first. `preference`: the quote request that
    the institution prefers, None in a list. `may_know_where`: whether the reader may know who pays now."""

    request: Request
    ends: tuple[End, ...]
    has_determination: bool
    today: date
    preference: UUID | None = None
    may_know_where: bool = True

    @property
    def asked_on(self) -> date:
        return local_day(self.request.submitted_at)


async def read_ends(tx: Transaction, request_id: UUID, *, by: Organisation) -> CaseSeen:
    """The ends of one case with the days of review. The look is recorded. Raises NotFound."""
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, "ends")
    # The day of a review names nobody; in which relation the reader stands was asked before.
    async with tx.seeing_all():
        due = await reviews.of_request(tx, request_id)
    seen = _seen(tx, request, (await ends.standing_of(tx, [request_id]))[request_id], due, by=by)
    return replace(seen, preference=await quotes.preferred_of(tx, request_id))


async def list_cases(
    tx: Transaction, institution: Organisation, *, after: UUID | None, limit: int
) -> list[CaseSeen]:
    """What this institution asked and is not closed, what ends first on top."""
    found = await requests.of_institution(tx, institution.id, after=after, limit=limit)
    standings = await ends.standing_of(tx, [request.id for request in found])
    return [_seen(tx, request, standings[request.id], (), by=institution) for request in found]


def _seen(
    tx: Transaction, request: Request, standing: ends.Standing, due: Sequence[Review], *, by: Organisation
) -> CaseSeen:
    today = local_day(tx.now)
    found = with_reviews(ends_of(request, standing.authorised, standing.given), due)
    may_know_where = True
    if by.id == request.referrer_organisation:
        found = known_to_institution(found, request, today)
        # The case moves along with the family, which may hide from who once asked (LAW-07).
        may_know_where = request.facts_on(today).measure_in_force
    return CaseSeen(request, tuple(found), standing.has_determination, today, may_know_where=may_know_where)
