"""The lead of a partnership passes a question on to one of its members (HLM-02)."""

from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import PlacementRequested
from referral.refusals import provider_not_in_region
from referral.refusals_of_duty import ASKED_ALREADY, NO_SUCH_PARTNERSHIP, NOT_A_MEMBER, WITH_A_MEMBER
from referral.store import known_providers, placements
from referral.store.components import grant as stored_grant
from referral.store.placements_told import cancel_deadlines, tell_providers
from referral.store.questions import drop_questions
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_duty import KnownPartnershipRow
from referral.usecases.ask_provider import answer_due_at, await_answer, can_be_asked
from referral.usecases.what_waits import OF_A_PLACEMENT
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, ReasonGiven, RuleBroken


async def assign_member(
    tx: Transaction, placement_id: UUID, member: UUID, *, if_match: str | None
) -> PlacementRow:
    """From now on this member has the question, with a term of its own; the lead goes on seeing it.

    A no of the member, or its silence, brings the question back to the lead: see `back_to_the_desk`.

    Raises ImpossibleStep (answered already), VersionMissing, VersionStale, RuleBroken with every reason.
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    if placement.state is not PlacementStatus.REQUESTED:
        after = NEXT_OF_PLACEMENT[placement.state]
        raise ImpossibleStep(possible_steps=[step.value for step in after])
    require_match(placement, if_match)
    if reasons := await _broken(tx, referral, placement, member):
        raise RuleBroken(reasons=reasons)
    await cancel_deadlines(tx, OF_A_PLACEMENT, [placement.id])
    await drop_questions(tx, [placement.id])
    assigned = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.REQUESTED,
        provider=member,
        answer_due_at=answer_due_at(tx, referral),
    )
    grant = await stored_grant(tx, assigned.grant_id)
    reasons_told = [WhyWithdrawn.PASSED_TO_MEMBER.value]
    await tell_providers(tx, [assigned], MessageKind.PLACEMENT_REQUESTED, grant=grant, reasons=reasons_told)
    await_answer(tx, assigned)
    tx.publish(PlacementRequested.of(assigned))
    return assigned


async def works_together(tx: Transaction, partnership: UUID, region: str) -> bool:
    """A known partnership of this region, today."""
    known = await known_providers.partnership(tx, partnership)
    return known is not None and known.region == region and known.holds(local_day(tx.now))


async def _broken(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow, member: UUID
) -> list[ReasonGiven]:
    assert placement.partnership is not None, "a lead stands on what was asked of a partnership only"
    known: KnownPartnershipRow | None = await known_providers.partnership(tx, placement.partnership)
    grant = await stored_grant(tx, placement.grant_id)
    others = [each.provider for each in await placements.others_open(tx, placement)]
    found = {
        NO_SUCH_PARTNERSHIP: known is None or not known.holds(local_day(tx.now)),
        NOT_A_MEMBER: known is not None and member not in known.members,
        WITH_A_MEMBER: placement.provider != placement.lead,
        # The lead too: it would win a whole new term by it, as often as it likes.
        ASKED_ALREADY: member in {placement.provider, *others},
        provider_not_in_region(member): not await can_be_asked(tx, referral, grant, member),
    }
    return [reason for reason, is_broken in found.items() if is_broken]
