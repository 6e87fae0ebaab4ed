"""Say no to a placement request, with a reason."""

from uuid import UUID

from referral.domain.refusal_reasons import allowed_reasons, known_reasons
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import PlacementRefused
from referral.policies import policies
from referral.refusals import UNKNOWN_ORGANISATION, UNKNOWN_REASON, require_step
from referral.refusals_of_duty import duty_to_accept
from referral.store import placements
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import back_to_the_desk
from referral.usecases.report_under_duty import report_under_duty
from referral.usecases.what_waits import stop_waiting
from region_policy.terms import local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken


async def refuse_placement(
    tx: Transaction,
    placement_id: UUID,
    reason: str,
    *,
    redirected_to: UUID | None = None,
    if_match: str | None,
) -> PlacementRow:
    """Refuse, also what was offered before. `redirected_to`: an organisation that may fit better.

    Raises ImpossibleStep, VersionMissing, VersionStale, InvalidInput (no such reason or organisation),
    RuleBroken (a reason that the region's policy does not let this provider give).
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    acceptance = policies(tx).in_force(placement.region, on=local_day(tx.now)).desk.acceptance
    if reason not in known_reasons(acceptance):
        codes = ", ".join(allowed_reasons(acceptance))
        raise InvalidInput(errors=[FieldError("reason", UNKNOWN_REASON.format(codes=codes))])
    if redirected_to and await known_organisation(tx, redirected_to) is None:
        raise InvalidInput(errors=[FieldError("redirectedTo", UNKNOWN_ORGANISATION)])
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.REFUSED)
    require_match(placement, if_match)
    if reason not in allowed_reasons(acceptance):
        raise RuleBroken(reasons=[duty_to_accept(acceptance.refusal_grounds if acceptance else ())])
    refused = await placements.move_placement(
        tx, placement, PlacementStatus.REFUSED, refusal_reason=reason, redirected_to=redirected_to
    )
    await stop_waiting(tx, [refused])
    await report_under_duty(tx, referral, refused, ground=reason)
    await back_to_the_desk(tx, referral, refused, reason)
    tx.publish(PlacementRefused.of(refused))
    return refused
