"""A child no longer has a second home."""

from datetime import date
from uuid import UUID

from referral.refusals import require_past
from referral.refusals_household import MAIN_HOME_STAYS
from referral.store import households, referrals
from referral.store.rows_household import MemberRow
from referral.usecases.tell_household import tell_members
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken


async def leave_home(
    tx: Transaction, referral_id: UUID, membership_id: UUID, last_day: date, *, if_match: str | None
) -> MemberRow:
    """End the link between the child of this referral and a second home; `last_day` in Europe/Amsterdam.

    Raises NotFound, ImpossibleStep (ended before), VersionMissing, VersionStale, InvalidInput (the day),
    RuleBroken of the main home, which is left by going elsewhere.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    await households.lock_client(tx, referral.client)
    homes = await households.homes_of(tx, referral.client)
    home = next((each for each in homes if each.id == membership_id), None)
    if home is None:
        raise NotFound
    if home.ended_at is not None:
        raise ImpossibleStep(possible_steps=[])
    require_match(home, if_match)
    require_past("lastDay", last_day, today=local_day(tx.now), not_before=home.first_day)
    if home.is_main:
        raise RuleBroken(reasons=[MAIN_HOME_STAYS])
    await households.lock_household(tx, home.household)
    ended = await households.end_membership(tx, home, last_day)
    await tell_members(tx, home.household)
    return ended
