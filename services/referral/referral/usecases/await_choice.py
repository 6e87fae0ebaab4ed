"""A provider offers a place: the family has a term to choose, and who asked answers for it."""

from datetime import timedelta

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.policies import policies
from referral.store import referrals, rounds
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.rows import PlacementRow, ReferralRow
from referral.usecases.what_waits import FAMILY_CHOICE, organisation_of, who_answers
from region_policy.terms import end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

AGAIN_AFTER = timedelta(days=1)


async def await_choice(tx: Transaction, referral: ReferralRow, offered: PlacementRow) -> None:
    """Tell that there is an offer. The term runs from the first one: it is for the family, not per offer."""
    opened = await rounds.round_of(tx, offered.round)
    if not await rounds.has_offers(tx, opened.id, beside=offered.id):
        today = local_day(tx.now)
        term = policies(tx).in_force(referral.region, on=today).following.family_choice
        tx.set_deadline(
            FAMILY_CHOICE,
            opened.id,
            region=referral.region,
            owner=await who_answers(tx, referral, opened.asked_by),
            due_at=end_of_term(term, since=today),
        )
    component = (await stored_grant(tx, offered.grant_id)).component
    day, provider = offered.start_planned_on, offered.provider
    await referrals.add_milestone(
        tx, referral, Milestone.OFFERED, happens_on=day, component=component, provider=provider
    )
    if opened.asked_by != referral.organisation:
        await tell(
            tx,
            [opened.asked_by],
            MessageKind.OFFERED,
            referral=referral.id,
            about=offered.id,
            day=day,
            component=component,
            provider=provider,
        )


async def remind_of_choice(tx: Transaction, missed: Deadline) -> None:
    """The family's term to choose is over: who asked hears it, every day until there is a choice."""
    opened = await rounds.round_of(tx, missed.ref)
    referral = await referrals.lock_referral(tx, opened.referral, wait=False)
    if not await rounds.has_offers(tx, opened.id):
        return
    # Asked anew: the young person may have stopped the word back since the term was set.
    owner = await who_answers(tx, referral, opened.asked_by)
    await tell(tx, organisation_of(owner), MessageKind.CHOICE_AWAITED, referral=referral.id)
    due_at = tx.now + AGAIN_AFTER
    tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=owner, due_at=due_at)
