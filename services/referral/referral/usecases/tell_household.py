"""Tell the others what a household, its directors or its plan have become."""

from uuid import UUID

from referral.events_household import DirectorChanged, HouseholdChanged, PlanChanged
from referral.store import directors, households, plans
from referral.store.rows import HouseholdRow
from referral.store.rows_household import PlanRow
from servicekit.transaction import Transaction


async def tell_members(tx: Transaction, household: UUID, **changes: object) -> HouseholdRow:
    """The next version of a locked household, told with all who live there now."""
    row = await households.next_version(tx, household, **changes)
    async with tx.seeing_all():  # the others are told the whole, whoever changed a part of it
        region = await households.region_of(tx, household)
        tx.publish(HouseholdChanged.of(row, await households.members(tx, household), region=region))
    return row


async def tell_directors(tx: Transaction, household: UUID, **changes: object) -> HouseholdRow:
    """The next version of a locked household, told with all who direct it now."""
    row = await households.next_version(tx, household, **changes)
    async with tx.seeing_all():  # as above
        region = await households.region_of(tx, household)
        active = await directors.directors(tx, household, only_active=True)
    tx.publish(DirectorChanged.of(row, active, region=region))
    return row


async def tell_plan(tx: Transaction, plan_id: UUID, **changes: object) -> PlanRow:
    """The next version of a plan whose household is locked, told with all its goals."""
    row = await plans.change_plan(tx, plan_id, **changes)
    async with tx.seeing_all():  # as above: also goals for brothers and sisters
        goals = await plans.goals(tx, plan_id)
        citations = await plans.citations(tx, [goal.id for goal in goals])
        region = await households.region_of(tx, row.household)
    tx.publish(PlanChanged.of(row, goals, citations, region=region))
    return row
