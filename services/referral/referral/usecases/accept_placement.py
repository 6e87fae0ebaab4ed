"""Take the young person: where the first one closes, the file opens to this provider; else it is an offer."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.placing import RoundMode, WhyWithdrawn
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import PlacementAccepted, PlacementOffered
from referral.refusals import ANOTHER_WAS_EARLIER, NOT_YOUR_PLACE, require_near, require_within
from referral.store import known_providers, placements, referrals, rounds
from referral.store.components import grant as stored_grant
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.usecases.ask_provider import asked_values
from referral.usecases.await_choice import await_choice
from referral.usecases.follow_components import follow_components
from referral.usecases.what_waits import START_AWAITED, stop_waiting
from referral.usecases.withdraw_placements import withdraw_placements
from region_policy.terms import end_of, local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput


async def accept_placement(
    tx: Transaction,
    placement_id: UUID,
    start_planned_on: date,
    *,
    enrolment: UUID | None = None,
    if_match: str | None,
) -> PlacementRow:
    """Accept, with the day on which care is to start, one of the grant's; the provider answers for the start.

    Where the family chooses among several this is an offer, until it has (HLM-01). `enrolment`: the place in
    the register that is meant. Raises ImpossibleStep (with the reason where another provider was earlier),
    VersionMissing, VersionStale, InvalidInput (also of a place that the register has not told as its own).
    """
    today = local_day(tx.now)
    require_near("startPlannedOn", start_planned_on, today=today)
    referral, placement = await placements.lock_placement(tx, placement_id)
    closes = placement.how is RoundMode.FIRST_CLOSES
    to = PlacementStatus.ACCEPTED if closes else PlacementStatus.OFFERED
    if to not in NEXT_OF_PLACEMENT[placement.state]:
        raise await _too_late(tx, placement)
    require_match(placement, if_match)
    grant = await stored_grant(tx, placement.grant_id)
    require_within("startPlannedOn", start_planned_on, first=grant.valid_from, last=grant.valid_until)
    if enrolment and not await known_providers.is_enrolled(
        tx, enrolment, placement.provider, start_planned_on
    ):
        raise InvalidInput(errors=[FieldError("enrolment", NOT_YOUR_PLACE)])
    if closes:
        return await bind_placement(
            tx, referral, placement, start_planned_on=start_planned_on, enrolment=enrolment
        )
    offered = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.OFFERED,
        offered_at=tx.now,
        start_planned_on=start_planned_on,
        enrolment=enrolment,
    )
    await stop_waiting(tx, [offered])
    await await_choice(tx, referral, offered)
    tx.publish(PlacementOffered.of(offered))
    return offered


async def _too_late(tx: Transaction, placement: PlacementRow) -> ImpossibleStep:
    """What it can become; and why there is nothing of that where another provider has the young person."""
    is_taken = placement.state is PlacementStatus.WITHDRAWN and await placements.is_taken(tx, placement)
    return ImpossibleStep(
        possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]],
        reasons=[ANOTHER_WAS_EARLIER] if is_taken else [],
    )


async def bind_placement(
    tx: Transaction,
    referral: ReferralRow,
    placement: PlacementRow,
    *,
    start_planned_on: date,
    enrolment: UUID | None,
    others: WhyWithdrawn = WhyWithdrawn.TAKEN_BY_ANOTHER,
) -> PlacementRow:
    """Give a locked request its acceptance; the others that were asked for the grant lose the profile.

    What is told of one goes together with what is told of the others: exactly one wins.
    """
    await withdraw_placements(tx, await placements.others_open(tx, placement), others)
    accepted = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.ACCEPTED,
        accepted_at=tx.now,
        start_planned_on=start_planned_on,
        enrolment=enrolment,
    )
    await stop_waiting(tx, [accepted])
    await tell_acceptance(tx, await follow_components(tx, referral), accepted)
    return accepted


async def accept_award(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, provider: UUID, start_planned_on: date
) -> ReferralRow:
    """Store the placement that an awarded quote makes: its provider has said yes with the quote."""
    opened = await rounds.add_round(tx, referral, grant.id)
    awarded = {
        "id": uuid7(),
        "provider": provider,
        "status": PlacementStatus.ACCEPTED.value,
        "answer_due_at": tx.now,
        "accepted_at": tx.now,
        "start_planned_on": start_planned_on,
    }
    (row,) = await placements.add_placements(tx, [asked_values(tx, referral, grant, opened) | awarded])
    moved = await follow_components(tx, referral)
    await tell_acceptance(tx, moved, row)
    return moved


async def tell_acceptance(tx: Transaction, referral: ReferralRow, placement: PlacementRow) -> None:
    """From now on the provider answers for the start."""
    planned = placement.start_planned_on
    assert planned is not None, "who accepts says when care is to start"
    await_start(tx, placement, planned)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ACCEPTED,
        happens_on=planned,
        component=(await stored_grant(tx, placement.grant_id)).component,
        provider=placement.provider,
    )
    tx.publish(PlacementAccepted.of(placement))


def await_start(tx: Transaction, placement: PlacementRow, planned: date) -> None:
    """The provider answers for the start until the planned day is over, today's at the earliest."""
    tx.set_deadline(
        START_AWAITED,
        placement.id,
        region=placement.region,
        owner=str(placement.provider),
        due_at=end_of(max(planned, local_day(tx.now))),
    )
