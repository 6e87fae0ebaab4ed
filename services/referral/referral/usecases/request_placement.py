"""Ask a provider to take a young person, on the word of the referrer or the municipality."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.status import NEXT, ReferralStatus
from referral.refusals import PROVIDER_NOT_IN_REGION
from referral.store import placements, referrals
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import ask_provider, takes_placements
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken


async def request_placement(
    tx: Transaction, referral_id: UUID, provider: UUID, *, key: str, body: BaseModel
) -> PlacementRow:
    """Ask this provider; the same key again answers with the request made before.

    Raises KeyReused, ImpossibleStep (nothing granted yet, or a request is open), RuleBroken.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await placements.placement(tx, claimed.resource_id)
    grant = await referrals.grant_to_place(tx, referral_id)
    may_ask = referral.state in {ReferralStatus.GRANTED, ReferralStatus.AT_DESK}
    if not may_ask or grant is None or await placements.open_placement(tx, referral_id):
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    if not takes_placements(await known_organisation(tx, provider), referral.region, tx.now):
        raise RuleBroken(reasons=[PROVIDER_NOT_IN_REGION])
    if referral.state is ReferralStatus.AT_DESK:
        # It was back on the desk's list because a provider said no; the grant stood all the time.
        referral = await referrals.move_referral(tx, referral, ReferralStatus.GRANTED)
    return await ask_provider(tx, referral, grant, provider, placement_id=claimed.resource_id)
