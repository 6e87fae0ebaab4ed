"""Bridging is taken back before its first day, or stopped by its provider while the waiting goes on."""

from datetime import date
from uuid import UUID

from referral.domain.bridging import NEXT_OF_BRIDGING, BridgingEnd, BridgingStatus
from referral.domain.messages import MessageKind
from referral.refusals import require_past, require_step
from referral.store import bridging
from referral.store.messages import tell
from referral.store.rows_care import BridgingRow
from referral.usecases.end_bridging import BRIDGING_ANSWER, finish_bridging
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep


async def withdraw_bridging(tx: Transaction, bridging_id: UUID, *, if_match: str | None) -> BridgingRow:
    """On the word of who refers or of the municipality. Once a day of it has come it is stopped instead.

    Raises ImpossibleStep, VersionMissing, VersionStale.
    """
    _, row = await bridging.lock_bridging(tx, bridging_id)
    has_begun = row.starts_on is not None and row.starts_on <= local_day(tx.now)
    if row.state is BridgingStatus.ENDED or has_begun:
        possible = NEXT_OF_BRIDGING[row.state] - {BridgingStatus.WITHDRAWN}
        raise ImpossibleStep(possible_steps=sorted(possible))
    require_step(NEXT_OF_BRIDGING, row.state, BridgingStatus.WITHDRAWN)
    require_match(row, if_match)
    await tx.cancel_deadline(BRIDGING_ANSWER, row.id)
    await bridging.help_until(tx, row.id, None)
    withdrawn = await bridging.move_bridging(tx, row, BridgingStatus.WITHDRAWN)
    what = {"referral": row.referral, "about": row.id}
    await tell(tx, [row.provider], MessageKind.BRIDGING_WITHDRAWN, **what)
    return withdrawn


async def stop_bridging(
    tx: Transaction, bridging_id: UUID, stopped_on: date, *, if_match: str | None
) -> BridgingRow:
    """`stopped_on`: the last day of it in Europe/Amsterdam, which has come.

    Raises InvalidInput (in the future, before its first day), ImpossibleStep, VersionMissing, VersionStale.
    """
    today = local_day(tx.now)
    require_past("stoppedOn", stopped_on, today=today)
    referral, row = await bridging.lock_bridging(tx, bridging_id)
    require_step(NEXT_OF_BRIDGING, row.state, BridgingStatus.ENDED)
    require_match(row, if_match)
    require_past("stoppedOn", stopped_on, today=today, not_before=row.starts_on)
    return await finish_bridging(tx, referral, row, stopped_on, BridgingEnd.STOPPED_BY_PROVIDER)
