"""What asking a provider sets going, and what follows when no provider is left."""

from datetime import datetime
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT, ReferralStatus
from referral.events import PlacementRequested
from referral.policies import policies
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.usecases.follow_components import end_lapsed, follow_components
from region_policy.terms import end_of_term, local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep

PLACEMENT_ANSWER = "placement-answer"
NEXT_PLACEMENT = "next-placement"
PROVIDER_KINDS = frozenset({"provider", "independent-practice", "crisis-provider"})


def takes_placements(provider: Organisation | None, region: str, at: datetime) -> bool:
    """A known provider that works in this region today."""
    return (
        provider is not None
        and provider.kind in PROVIDER_KINDS
        and provider.works(at)
        and region in provider.regions
    )


async def ask_provider(
    tx: Transaction,
    referral: ReferralRow,
    grant: GrantRow,
    provider: UUID,
    *,
    placement_id: UUID | None = None,
) -> PlacementRow:
    """Ask a provider that is known to work here; it has the policy's term to answer."""
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).terms.placement_answer
    due_at = end_of_term(term, since=today)
    row = await placements.add_placement(
        tx,
        {
            "id": placement_id or uuid7(),
            "version": 1,
            "status": "requested",
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "decision": grant.decision,
            "grant_id": grant.id,
            "provider": provider,
            "requested_at": tx.now,
            "answer_due_at": due_at,
        },
    )
    if row is None:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    await tx.cancel_deadline(NEXT_PLACEMENT, grant.id)
    tx.set_deadline(PLACEMENT_ANSWER, row.id, region=row.region, owner=str(provider), due_at=due_at)
    await referrals.add_milestone(
        tx, referral, Milestone.PLACEMENT_REQUESTED, component=grant.component, provider=provider
    )
    tx.publish(PlacementRequested.of(row))
    return row


async def await_next_provider(tx: Transaction, referral: ReferralRow, grant_id: UUID) -> None:
    """Make the responsible municipality answerable for finding a provider, within the same term."""
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).terms.placement_answer
    tx.set_deadline(
        NEXT_PLACEMENT,
        grant_id,
        region=referral.region,
        owner=await referrals.municipality_owner(tx, referral.municipality),
        due_at=end_of_term(term, since=today),
    )


async def back_to_the_desk(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow, reason: str
) -> None:
    """No provider is left for this component: the grant stays committed, the municipality looks for the next.

    The referral itself is back on the desk's list only where no other component is accepted or in care. Past
    the last day of the grant nobody looks any more.
    """
    grant = await stored_grant(tx, placement.grant_id)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.NOT_ACCEPTED,
        component=grant.component,
        provider=placement.provider,
        reasons=[reason],
    )
    if grant.has_lapsed(local_day(tx.now)):
        await end_lapsed(tx, referral, grant)
        return
    moved = await follow_components(tx, referral, said_no=True)
    if moved.state is ReferralStatus.AT_DESK:
        await referrals.add_milestone(tx, moved, Milestone.AT_DESK)
    await await_next_provider(tx, moved, placement.grant_id)
