"""The facts by which a request is weighed on a day: the measure and the age as they are then."""

from datetime import date

from access.domain.adulthood import MONTHS, months_at
from access.domain.request import Request
from access.store import clients
from region_policy.cases import Facts
from servicekit.transaction import Transaction


async def facts_of_today(tx: Transaction, request: Request, day: date) -> Facts:
    """The age is the highest that is known: of a referral, or told on a birthday (NV-14)."""
    facts = request.facts_on(day)
    years = months_at(await clients.ages_of(tx, request.client), day) // MONTHS
    return facts.model_copy(update={"age": max(facts.age, years)})
