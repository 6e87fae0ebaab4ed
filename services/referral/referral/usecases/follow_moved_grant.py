"""The family goes on at another provider: what is left of its grant is placed anew (NV-23)."""

from datetime import date, timedelta
from uuid import UUID

from referral.domain.components import Component
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import UNDECIDED, PlacementStatus
from referral.store import placements, referrals
from referral.store.components import GrantedComponent, components
from referral.usecases.ask_provider import ask_provider, await_next_provider, takes_placements
from referral.usecases.request_placement import MAY_ASK
from referral.usecases.withdraw_placements import withdraw_placements
from region_policy.terms import local_day
from servicekit.organisations import known_organisation
from servicekit.transaction import Transaction
from wirekit.events import Reading

NOT_BEGUN = UNDECIDED | {PlacementStatus.ACCEPTED}


class GrantMoved(Reading):
    """`ref`: the grant that carries what is left at the provider of `placement`; `provider` is next."""

    referral: UUID
    placement: UUID
    last_day: date
    decision: UUID
    component: Component
    provider: UUID | None = None
    etmalen: int | None = None
    intensity: str | None = None
    valid_from: date
    valid_until: date


async def follow_moved_grant(tx: Transaction, moved: GrantMoved) -> None:
    """End the component at the earlier provider and ask the next one; the referral itself goes on.

    Where care runs there, it goes on until that provider tells its stop. On a referral that is over nothing
    changes; `access` returns the money.
    """
    referral = await referrals.lock_referral(tx, moved.referral)
    known = await components(tx, referral.id)
    left = next((each for each in known if each.placement and each.placement.id == moved.placement), None)
    is_known = any(each.grant.id == moved.ref for each in known)
    if left is None or is_known or referral.state not in MAY_ASK:
        return
    await _end(tx, left, moved.last_day)
    rest = {
        "id": moved.ref,
        "referral": referral.id,
        "decision": moved.decision,
        "component": moved.component.value,
        "valid_from": moved.valid_from,
        "valid_until": moved.valid_until,
        "provider": moved.provider,
        "etmalen": moved.etmalen,
        "intensity": moved.intensity,
        "is_national": left.grant.is_national,
    }
    await referrals.add_grants(tx, [rest])
    (grant,) = [each.grant for each in await components(tx, referral.id) if each.grant.id == moved.ref]
    first = moved.provider
    if first and takes_placements(await known_organisation(tx, first), referral.region, tx.now):
        await ask_provider(tx, referral, grant, first)
    else:
        await await_next_provider(tx, referral, grant.id)


async def _end(tx: Transaction, left: GrantedComponent, last_day: date) -> None:
    opened = await placements.open_placements(tx, left.grant.referral)
    not_begun = [each for each in opened if each.grant_id == left.grant.id and each.state in NOT_BEGUN]
    if not_begun:
        await withdraw_placements(tx, not_begun, WhyWithdrawn.GOES_ON_ELSEWHERE)
        # Nobody shall be asked for these days any more, so that they are over from now on.
        last_day = min(last_day, local_day(tx.now) - timedelta(days=1))
    await referrals.end_grant(tx, left.grant.id, last_day)
