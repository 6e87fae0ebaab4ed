"""From seventeen on the provider in care plans which adult scheme goes on, and answers for it (NV-04)."""

from datetime import date, datetime
from uuid import UUID

from referral.domain.adulthood import PLANNED_BY, PLANS_FROM
from referral.domain.coming_of_age import day_before, day_of_age
from referral.domain.handover import ADULT_SCHEMES, HandoverStatus
from referral.domain.messages import MessageKind
from referral.domain.status import PlacementStatus
from referral.policies import policies
from referral.store import handovers, placements, referrals
from referral.store.messages import tell
from referral.store.rows import PlacementRow, ReferralRow
from referral.usecases.read_referral import open_person
from region_policy.terms import end_of, end_of_term, local_day
from sealing.keyring import Erased
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

ADULT_HANDOVER_PLANNED = "adult-handover-planned"


async def plan_adult_handovers(tx: Transaction, client: UUID, birth_date: date) -> None:
    """The client reached seventeen: wherever it is in care somebody must look ahead."""
    for placement in await handovers.in_care_of(tx, client):
        await _ask_to_plan(tx, placement, birth_date)


async def plan_adult_handover_from_start(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow
) -> None:
    """Care begins; the client may be seventeen already."""
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        return
    birth_date = open_person(key, referral).birth_date
    if local_day(tx.now) >= day_of_age(birth_date, PLANS_FROM):
        await _ask_to_plan(tx, placement, birth_date)


async def remind_of_adult_handover(tx: Transaction, missed: Deadline) -> None:
    """No adult scheme has confirmed: provider and municipality hear it, and again after the policy's term.

    Nobody is asked again once care is over or a scheme has confirmed.
    """
    referral, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is not PlacementStatus.IN_CARE:
        return
    if any(
        each.to in ADULT_SCHEMES and each.status is HandoverStatus.CONFIRMED
        for each in await handovers.where_it_went(tx, placement.id)
    ):
        return
    owner = await referrals.municipality_owner(tx, referral.municipality)
    told = [placement.provider, *_known(owner)]
    what = {"referral": referral.id, "about": placement.id, "provider": placement.provider}
    await tell(tx, told, MessageKind.ADULT_HANDOVER_MISSING, **what)
    _await(tx, placement, _in_a_term(tx, placement))


async def _ask_to_plan(tx: Transaction, placement: PlacementRow, birth_date: date) -> None:
    """Until the day on which the client is seventeen and a half; later, for the policy's term."""
    halfway = day_of_age(birth_date, PLANNED_BY)
    due_at = end_of(day_before(halfway))
    _await(tx, placement, due_at if due_at > tx.now else _in_a_term(tx, placement))
    what = {"referral": placement.referral, "about": placement.id, "provider": placement.provider}
    await tell(tx, [placement.provider], MessageKind.ADULT_HANDOVER_TO_PLAN, **what)


def _await(tx: Transaction, placement: PlacementRow, due_at: datetime) -> None:
    owner = str(placement.provider)
    tx.set_deadline(ADULT_HANDOVER_PLANNED, placement.id, region=placement.region, owner=owner, due_at=due_at)


def _in_a_term(tx: Transaction, placement: PlacementRow) -> datetime:
    today = local_day(tx.now)
    term = policies(tx).in_force(placement.region, on=today).following.handover
    return end_of_term(term, since=today)


def _known(owner: str) -> list[UUID]:
    """The municipality's organisation; none before the register has told of it."""
    return [] if owner.startswith("municipality:") else [UUID(owner)]
