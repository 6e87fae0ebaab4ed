"""Where a provider decides for itself, within one sum, a referral goes straight to it (GRO-01)."""

from referral.domain.components import Component
from referral.domain.milestones import Milestone
from referral.domain.status import ReferralStatus
from referral.store import referrals
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.usecases.ask_provider import ask_provider, await_next_provider, can_be_asked
from region_policy.codes import STAY_FORMS
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def place_without_decision(tx: Transaction, referral: ReferralRow) -> None:
    """Ask the preferred provider, or have the municipality find one; there is nothing to wait for.

    The referral must be locked. What is placed is one component without a decision and without a last day.
    """
    forms = referral.asked.forms
    component = Component.STAY if forms and STAY_FORMS.issuperset(forms) else Component.AMBULATORY
    row = {
        "id": uuid7(),
        "referral": referral.id,
        "decision": None,
        "component": component.value,
        "valid_from": local_day(tx.now),
        "valid_until": None,
        "provider": referral.preferred_provider,
        "etmalen": None,
        "intensity": None,
        "is_national": False,
    }
    await referrals.add_grants(tx, [row])
    moved = await referrals.move_referral(tx, referral, ReferralStatus.WITH_PROVIDER)
    await referrals.add_milestone(tx, moved, Milestone.WITH_PROVIDER)
    (part,) = await components(tx, referral.id)
    first = referral.preferred_provider
    if first and await can_be_asked(tx, referral, part.grant, first):
        await ask_provider(tx, moved, part.grant, first)
    else:
        await await_next_provider(tx, moved, part.grant.id)
