"""A norm on waiting is passed: who referred and who answers for it hear so, once for each stretch."""

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.status import LIVE
from referral.domain.waiting import is_told
from referral.store import referrals, waiting
from referral.store.messages import tell
from referral.usecases.follow_waiting import follow_waiting, waits
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def tell_norm_passed(tx: Transaction, missed: Deadline) -> None:
    """The stricter norm of the two is passed and the waiting goes on; the clock goes on with the next."""
    referral = await referrals.lock_referral(tx, missed.ref, wait=False)
    if referral.state not in LIVE:
        return
    told = await waiting.norms_told(tx, referral.id)
    passed = [
        wait for wait in await waits(tx, referral) if wait.runs and wait.is_passed and not is_told(wait, told)
    ]
    if passed:
        await waiting.add_norms_told(tx, referral.id, [(wait.grant, wait.stretch) for wait in passed])
        accepted = await waiting.accepting_providers(tx, referral.id)
        municipality = await waiting.municipality_of(tx, referral.municipality)
        for wait in passed:
            what = wait.component.value if wait.component else None
            reason = wait.stretch.value
            await referrals.add_milestone(
                tx, referral, Milestone.NORM_PASSED, component=what, reasons=[reason]
            )
            provider = accepted.get(wait.grant) if wait.grant else None
            others = {one for one in (municipality, provider) if one} - {referral.organisation}
            await tell(
                tx,
                sorted(others),
                MessageKind.NORM_PASSED,
                referral=referral.id,
                component=what,
                reasons=[reason],
            )
    await follow_waiting(tx, referral)
