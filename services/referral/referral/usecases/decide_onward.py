"""Who decides a placement says whether, and to whom, somebody is passed on (HLM-06)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.onward import BACK_TO_EARLIER, NEXT_OF_ONWARD, OnwardStatus, is_back
from referral.policies import policies
from referral.refusals import require_near, require_step, require_within
from referral.store import onward, placements, referrals
from referral.store.components import components
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_duty import OnwardRow
from referral.usecases.ask_onward import broken_by, chain_before
from referral.usecases.follow_moved_grant import place_the_rest
from referral.usecases.put_on_transfer_list import tell_municipality
from referral.usecases.settle_onward import ONWARD_AWAITED, end_onward
from region_policy.terms import DAY, end_of_term, local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import RuleBroken


@dataclass(frozen=True)
class Agreement:
    """`provider`: another one than was asked for, or the one where none was named. None: one is looked for.

    `last_day` of the help at the present provider, in Europe/Amsterdam; today where it is not said.
    """

    provider: UUID | None
    last_day: date | None


async def agree_onward(
    tx: Transaction, onward_id: UUID, agreed: Agreement, *, if_match: str | None
) -> OnwardRow:
    """Somebody goes on at another provider.

    Where an entitlement binds the help to the present one, the municipality lets the grant go on in the room
    `access` and answers for that; the next provider is asked when that is told. Else it is asked at once.

    Raises ImpossibleStep, VersionMissing, VersionStale, RuleBroken, InvalidInput (the last day).
    """
    referral, row = await _lock(tx, onward_id)
    require_step(NEXT_OF_ONWARD, row.state, OnwardStatus.AGREED)
    require_match(row, if_match)
    today = local_day(tx.now)
    if agreed.last_day is not None:
        require_near("lastDay", agreed.last_day, today=today)
        require_within("lastDay", agreed.last_day, first=today, last=None)
    placement = await placements.placement(tx, row.placement)
    grant = await stored_grant(tx, row.grant_id)
    to = agreed.provider or row.to_provider
    if reasons := await broken_by(tx, referral, grant, placement, to):
        raise RuleBroken(reasons=reasons)
    last_day = agreed.last_day or today
    row = await onward.change(
        tx,
        row,
        status=OnwardStatus.AGREED.value,
        to_provider=to,
        is_back=is_back(await _chain_to(tx, placement, row), to),
        decided_at=tx.now,
        last_day=last_day,
    )
    await _tell(tx, referral, grant, placement, row, Milestone.ONWARD_AGREED)
    if grant.decision is None:
        await _place(tx, referral, row, grant, last_day)
        return await end_onward(tx, row, OnwardStatus.MOVED)
    term = policies(tx).in_force(referral.region, on=today).following.transfer
    owner = await referrals.municipality_owner(tx, referral.municipality)
    due_at = end_of_term(term, since=today)
    tx.set_deadline(ONWARD_AWAITED, row.id, region=row.region, owner=owner, due_at=due_at)
    return await onward.change(tx, row, due_at=due_at)


async def decline_onward(tx: Transaction, onward_id: UUID, *, if_match: str | None) -> OnwardRow:
    """The young person stays where it is. Raises ImpossibleStep, VersionMissing, VersionStale."""
    referral, row = await _lock(tx, onward_id)
    require_step(NEXT_OF_ONWARD, row.state, OnwardStatus.DECLINED)
    require_match(row, if_match)
    row = await onward.change(tx, row, decided_at=tx.now)
    declined = await end_onward(tx, row, OnwardStatus.DECLINED)
    placement = await placements.placement(tx, row.placement)
    grant = await stored_grant(tx, row.grant_id)
    await _tell(tx, referral, grant, placement, declined, Milestone.ONWARD_DECLINED)
    return declined


async def _lock(tx: Transaction, onward_id: UUID) -> tuple[ReferralRow, OnwardRow]:
    referral = await referrals.lock_referral(tx, await onward.referral_of(tx, onward_id))
    return referral, await onward.onward_referral(tx, onward_id)


async def _chain_to(tx: Transaction, placement: PlacementRow, row: OnwardRow) -> list[UUID | None]:
    """The chain without what this one itself would add to it."""
    chain = await chain_before(tx, placement)
    return chain[:-1] if chain[-1] == row.to_provider != placement.provider else chain


async def _place(
    tx: Transaction, referral: ReferralRow, row: OnwardRow, grant: GrantRow, last_day: date
) -> None:
    """Nothing was granted, so that nothing moves with it: the next one simply takes over (GRO-01)."""
    known = await components(tx, referral.id)
    left = next(each for each in known if each.grant.id == grant.id)
    rest = {
        "id": uuid7(),
        "referral": referral.id,
        "decision": None,
        "component": grant.component,
        "valid_from": last_day + DAY,
        "valid_until": None,
        "provider": row.to_provider,
        "etmalen": grant.etmalen,
        "intensity": grant.intensity,
        "is_national": grant.is_national,
    }
    await place_the_rest(tx, referral, left, rest, last_day=last_day)


async def _tell(
    tx: Transaction,
    referral: ReferralRow,
    grant: GrantRow,
    placement: PlacementRow,
    row: OnwardRow,
    what: Milestone,
) -> None:
    """The referrer, the municipality and the provider that asked."""
    reasons = [row.reason, *([BACK_TO_EARLIER] if row.is_back else [])]
    await referrals.add_milestone(
        tx, referral, what, component=grant.component, provider=row.to_provider, reasons=reasons
    )
    kind = MessageKind(what.value)
    await tell_municipality(tx, referral, kind, about=row.id, row=placement, reason=row.reason)
    await tell(
        tx,
        [placement.provider],
        kind,
        referral=referral.id,
        about=row.id,
        provider=row.to_provider,
        reasons=reasons,
    )
