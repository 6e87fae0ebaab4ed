"""Take the young person: the file opens to this provider."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import PlacementAccepted
from referral.refusals import require_near, require_step, require_within
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.usecases.ask_provider import PLACEMENT_ANSWER
from referral.usecases.follow_components import follow_components
from region_policy.terms import end_of, local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

START_AWAITED = "start-awaited"


async def accept_placement(
    tx: Transaction, placement_id: UUID, start_planned_on: date, *, if_match: str | None
) -> PlacementRow:
    """Accept, with the day on which care is to start, one of the grant's; the provider answers for the start.

    Raises ImpossibleStep, VersionMissing, VersionStale, InvalidInput.
    """
    today = local_day(tx.now)
    require_near("startPlannedOn", start_planned_on, today=today)
    referral, placement = await placements.lock_placement(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.ACCEPTED)
    require_match(placement, if_match)
    grant = await stored_grant(tx, placement.grant_id)
    require_within("startPlannedOn", start_planned_on, first=grant.valid_from, last=grant.valid_until)
    accepted = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.ACCEPTED,
        accepted_at=tx.now,
        start_planned_on=start_planned_on,
    )
    await tx.cancel_deadline(PLACEMENT_ANSWER, placement.id)
    await tell_acceptance(tx, await follow_components(tx, referral), accepted)
    return accepted


async def accept_award(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, provider: UUID, start_planned_on: date
) -> ReferralRow:
    """Store the placement that an awarded quote makes: its provider has said yes with the quote."""
    row = await placements.add_placement(
        tx,
        {
            "id": uuid7(),
            "version": 1,
            "status": PlacementStatus.ACCEPTED.value,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "decision": grant.decision,
            "grant_id": grant.id,
            "provider": provider,
            "requested_at": tx.now,
            "answer_due_at": tx.now,
            "accepted_at": tx.now,
            "start_planned_on": start_planned_on,
        },
    )
    assert row is not None, "a grant that was made a moment ago has no placement"
    moved = await follow_components(tx, referral)
    await tell_acceptance(tx, moved, row)
    return moved


async def tell_acceptance(tx: Transaction, referral: ReferralRow, placement: PlacementRow) -> None:
    """From now on the provider answers for the start."""
    planned = placement.start_planned_on
    assert planned is not None, "who accepts says when care is to start"
    tx.set_deadline(
        START_AWAITED,
        placement.id,
        region=placement.region,
        owner=str(placement.provider),
        due_at=end_of(max(planned, local_day(tx.now))),
    )
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ACCEPTED,
        happens_on=planned,
        component=(await stored_grant(tx, placement.grant_id)).component,
        provider=placement.provider,
    )
    tx.publish(PlacementAccepted.of(placement))
