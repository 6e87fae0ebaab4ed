"""The receiver has spoken with the family: from here on the sender may let go."""

from datetime import date
from uuid import UUID

from referral.domain.handover import ADULT_SCHEMES, NEXT_OF_HANDOVER, HandoverStatus
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.events_handover import HandoverAgreed
from referral.refusals import require_past, require_step
from referral.refusals_handover import WHO_SAID_SO
from referral.store import handovers, referrals
from referral.store.messages import tell
from referral.store.rows_handover import HandoverRow
from referral.usecases.consents import Act, consent_to
from referral.usecases.plan_adult_handover import ADULT_HANDOVER_PLANNED
from referral.usecases.propose_handover import HANDOVER_CONFIRMATION
from referral.usecases.read_handover import papers_of
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput


async def confirm_handover(
    tx: Transaction, handover_id: UUID, contact_on: date, spoken_with: str | None, *, if_match: str | None
) -> HandoverRow:
    """Record that there was contact on this day, in Europe/Amsterdam (HLM-17).

    Of a receiver outside the network the sender records it, with whom it heard it from: `spoken_with`.
    Raises InvalidInput (a day to come; nobody named), ImpossibleStep, VersionMissing, VersionStale.
    """
    today = local_day(tx.now)
    require_past("contactOn", contact_on, today=today)
    referral, row = await handovers.lock_handover(tx, handover_id)
    require_step(NEXT_OF_HANDOVER, row.state, HandoverStatus.CONFIRMED)
    require_match(row, if_match)
    if row.receiver is None and spoken_with is None:
        raise InvalidInput(errors=[FieldError("spokenWith", WHO_SAID_SO)])
    key = await tx.keyring.data_key(tx.session, row.client)
    consent = await consent_to(tx, row.client, Act.HANDOVER_PACKAGE, on=today, referral=row.referral)
    row = await handovers.move_handover(
        tx,
        row,
        HandoverStatus.CONFIRMED,
        contact_on=contact_on,
        spoken_with=key.seal(spoken_with, f"handover-contact/{row.id}") if spoken_with else None,
        package_went_along=papers_of(key, row).package is not None and consent.is_given,
        settled_at=tx.now,
    )
    await tx.cancel_deadline(HANDOVER_CONFIRMATION, row.id)
    if row.to in ADULT_SCHEMES:
        await tx.cancel_deadline(ADULT_HANDOVER_PLANNED, row.placement)
    # Who referred hears it by the milestone, unless the young person stopped that: then as the sender here.
    is_told = referral.organisation if referral.feedback_stopped_at is None else None
    others = {row.sender, row.provider} - {tx.caller.organisation, is_told}
    await tell(
        tx,
        others,
        MessageKind.HANDOVER_CONFIRMED,
        referral=referral.id,
        about=row.id,
        provider=row.receiver,
        day=contact_on,
    )
    await referrals.add_milestone(
        tx, referral, Milestone.HANDOVER_CONFIRMED, happens_on=contact_on, provider=row.receiver
    )
    tx.publish(HandoverAgreed.of(row))
    return row
