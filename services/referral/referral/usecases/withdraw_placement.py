"""Take one placement request back: the wrong provider was asked, or another way was found."""

from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import NEXT_OF_PLACEMENT, UNDECIDED
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import look_further
from referral.usecases.withdraw_placements import withdraw_placements
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep


async def withdraw_placement(tx: Transaction, placement_id: UUID, *, if_match: str | None) -> PlacementRow:
    """Withdraw what was asked or offered; its provider hears it and loses the profile.

    With others still asked they have the move; else the municipality looks further, and no lead of a
    partnership has it again. Raises ImpossibleStep (decided already), VersionMissing, VersionStale.
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    if placement.state not in UNDECIDED:
        # By the table an acceptance may be withdrawn too: with the whole referral, not by itself.
        steps = NEXT_OF_PLACEMENT[placement.state]
        raise ImpossibleStep(possible_steps=[step.value for step in steps])
    require_match(placement, if_match)
    await withdraw_placements(tx, [placement], WhyWithdrawn.TAKEN_BACK)
    grant = await stored_grant(tx, placement.grant_id)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.PLACEMENT_WITHDRAWN,
        component=grant.component,
        provider=placement.provider,
        reasons=[WhyWithdrawn.TAKEN_BACK.value],
    )
    if not await placements.others_open(tx, placement):
        await look_further(tx, referral, grant)
    return await placements.placement(tx, placement_id)
