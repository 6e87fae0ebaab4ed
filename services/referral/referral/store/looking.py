"""In which relations an organisation still stands today: a task that is over ends the look."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import col

from referral.domain.relations import Relation, has_ended
from referral.policies import policies
from referral.store.clients import relations_to
from referral.store.rows import ReferralRow
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

OFFICER = "privacy-officer"
"""Its task lasts as long as there is a file: what must be held, put right or destroyed is old (LAW-11)."""

OF_LOOKING: tuple[Any, ...] = (
    col(ReferralRow.client),
    col(ReferralRow.organisation),
    col(ReferralRow.municipality),
    col(ReferralRow.region).label("home_region"),
    col(ReferralRow.closed_at),
    col(ReferralRow.measure_until),
)
"""The columns of a referral that `relations_today` asks for, and whose file it is."""


def relations_today(tx: Transaction, organisation: Organisation, row: Row[*tuple[Any, ...]]) -> set[Relation]:
    """The relations that follow from a referral alone, for as long as the policy lets them last."""
    relations = relations_to(organisation, row.organisation, row.municipality)
    if not relations:
        return relations
    looks = still_looks(tx, organisation, row.home_region, row.closed_at, row.measure_until)
    return relations if looks else set()


def still_looks(
    tx: Transaction,
    organisation: Organisation,
    region: str,
    closed_at: datetime | None,
    measure_until: date | None,
) -> bool:
    """Whether its task in a referral is not over by more than the policy's days."""
    if tx.caller.role == OFFICER or (closed_at is None and measure_until is None):
        return True
    today = local_day(tx.now)
    return not has_ended(
        organisation.kind,
        policies(tx).in_force(region, on=today).looking,
        closed_on=local_day(closed_at) if closed_at else None,
        measure_until=measure_until,
        today=today,
    )
