"""Keep the waiting clock of a referral: how long it waits, who answers for it, and when its norm ends."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from referral.domain.status import LIVE
from referral.domain.waiting import Wait, is_told, next_last_day, waits_of
from referral.policies import policies
from referral.store import referrals, waiting
from referral.store.referrals import Awaited
from referral.store.rows import ReferralRow
from region_policy.model import RegionPolicy
from region_policy.terms import end_of, local_day
from region_policy.waiting import WaitingNorms
from servicekit.transaction import Transaction

WAITING_NORM = "waiting-norm"


async def waits(tx: Transaction, referral: ReferralRow) -> tuple[Wait, ...]:
    """Every stretch that is waited in this referral or was, by the policy of today."""
    (found,) = await waits_of_all(tx, [referral])
    return found


async def waits_of_all(tx: Transaction, found: Sequence[ReferralRow]) -> list[tuple[Wait, ...]]:
    """The same of several referrals, in two questions to the database."""
    today = local_day(tx.now)
    facts = await waiting.component_facts(tx, [row.id for row in found], today)
    return [
        waits_of(
            local_day(row.submitted_at),
            local_day(row.closed_at) if row.closed_at else None,
            facts.get(row.id, ()),
            WaitingNorms.of(policies(tx).in_force(row.region, on=today)),
            today=today,
        )
        for row in found
    ]


def start_waiting(
    referral: UUID, municipality: str, policy: RegionPolicy, *, today: date
) -> tuple[tuple[Wait, ...], Awaited]:
    """The clock of a referral that is new today, and its term; it goes along with what a submission stores.

    The organisation of the municipality is not looked up for it: a submission may cost eight statements.
    """
    first = waits_of(today, None, (), WaitingNorms.of(policy), today=today)
    owner = referrals.municipality_by_code(municipality)
    return first, Awaited(WAITING_NORM, referral, owner, end_of(first[0].last_day))


async def follow_waiting(tx: Transaction, referral: ReferralRow) -> None:
    """Let the clock follow what has become of a locked referral: where nobody waits any more it stops."""
    found = await waits(tx, referral) if referral.state in LIVE else ()
    told = await waiting.norms_told(tx, referral.id) if found else set()
    ends = next_last_day(found, told)
    if ends is None:
        await tx.cancel_deadline(WAITING_NORM, referral.id)
        return
    waiting_so = [wait for wait in found if wait.runs and wait.last_day == ends and not is_told(wait, told)]
    _set(tx, referral, ends, owner=await _who_answers(tx, referral, waiting_so))


async def _who_answers(tx: Transaction, referral: ReferralRow, found: Sequence[Wait]) -> str:
    """The provider from its acceptance on; until then the municipality."""
    accepted = await waiting.accepting_providers(tx, referral.id)
    providers = [accepted[wait.grant] for wait in found if wait.grant and wait.grant in accepted]
    if len(providers) == len(found):
        return str(providers[0])
    return await referrals.municipality_owner(tx, referral.municipality)


def _set(tx: Transaction, referral: ReferralRow, last_day: date, *, owner: str) -> None:
    tx.set_deadline(WAITING_NORM, referral.id, region=referral.region, owner=owner, due_at=end_of(last_day))
