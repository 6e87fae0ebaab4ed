"""Offer an own shift against another's, or give it away."""

from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.shift import Shift, ShiftStatus
from crisis.domain.swap import Offered, Swap, SwapRefusal, stands_elsewhere, why_no_swap
from crisis.store import absences, shifts, swaps
from crisis.usecases.override_roster import ABSENT, locked_line, why_not_on_line
from crisis.usecases.own_worker import known_worker, own_worker
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

OFFER = "swap-offer"
"""The deadline of an offer; who offered it answers for it."""
NO_SHIFT_OF_LINE = Text(nl="is geen geplande dienst van deze lijn", en="is no planned shift of this line")
NOT_THEIR_SHIFT = Text(
    nl="heeft de dienst van `for` niet; laat dit veld weg", en="does not have the shift `for`; leave this out"
)
SENTENCES = {
    SwapRefusal.SAME_WORKER: Text(
        nl="Deze dienst is al van deze medewerker", en="This shift is this worker's already"
    ),
    SwapRefusal.HAS_BEGUN: Text(
        nl="Een van de diensten is al begonnen", en="One of the shifts has begun already"
    ),
    SwapRefusal.SHIFT_CHANGED: Text(
        nl="Een van de diensten is intussen gewijzigd; trek het aanbod in en doe een nieuw",
        en="One of the shifts has changed meanwhile; withdraw the offer and make a new one",
    ),
    SwapRefusal.SHIFTS_OVERLAP: Text(
        nl="De diensten vallen samen op één rang: ruilen verandert dan niets",
        en="The shifts coincide at one rank: to swap them changes nothing",
    ),
}
OFFERED_ALREADY = ReasonGiven(
    "offered-already",
    Text(nl="Deze dienst wordt al aangeboden", en="This shift is offered already"),
)
ON_CALL_ELSEWHERE = ReasonGiven(
    "on-call-at-the-same-time",
    Text(
        nl="Zo heeft iemand op deze lijn twee diensten tegelijk",
        en="This way somebody has two shifts of this line at once",
    ),
)


async def offer_swap(
    tx: Transaction,
    swap_id: UUID,
    line_id: UUID,
    *,
    shift: UUID,
    back: UUID | None,
    to: UUID | None,
    why: str | None,
) -> Swap:
    """Store the offer; it lapses when the first of its shifts begins.

    Without `back` the shift is given away: to `to`, or to whoever takes it. Raises NotFound, InvalidInput,
    and RuleBroken with every reason.
    """
    line = await locked_line(tx, line_id)
    given = await _planned_shift(tx, line, "shift", shift)
    returned = await _planned_shift(tx, line, "for", back) if back else None
    await own_worker(tx, "shift", given.worker)
    if returned and to not in (None, returned.worker):
        raise InvalidInput(errors=[FieldError("to", NOT_THEIR_SHIFT)])
    swap = Swap(
        id=swap_id,
        line=line.id,
        given=Offered(given, given.version),
        back=Offered(returned, returned.version) if returned else None,
        to=returned.worker if returned else to,
        why=why,
        offered_by=tx.caller.subject,
        organisation=tx.caller.organisation,
        offered_at=tx.now,
        lapses_at=min(each.start for each in (given, returned) if each),
    )
    broken = await why_not(tx, line, swap, swap.to)
    if await swaps.open_of_shift(tx, given.id):
        broken.append(OFFERED_ALREADY)
    if broken:
        raise RuleBroken(reasons=broken)
    await swaps.add(tx, swap)
    tx.set_deadline(OFFER, swap.id, region=line.region, owner=str(swap.organisation), due_at=swap.lapses_at)
    return swap


async def why_not(tx: Transaction, line: DutyLine, swap: Swap, taker: UUID | None) -> list[ReasonGiven]:
    """Every reason why these shifts cannot go over so, in words. The line must be locked."""
    broken = [ReasonGiven(refusal, SENTENCES[refusal]) for refusal in why_no_swap(swap, taker, tx.now)]
    if taker is None:
        return broken
    broken += why_not_on_line(line, await known_worker(tx, "to", taker))
    planned = await shifts.planned_from(tx, line.id, tx.now)
    if stands_elsewhere(swap, taker, planned):
        broken.append(ON_CALL_ELSEWHERE)
    gets = {taker: swap.given.shift} | ({swap.given.shift.worker: swap.back.shift} if swap.back else {})
    if any([await absences.is_absent(tx, who, shift.start, shift.end) for who, shift in gets.items()]):
        broken.append(ABSENT)
    return broken


async def _planned_shift(tx: Transaction, line: DutyLine, field: str, shift_id: UUID) -> Shift:
    found = await shifts.shift(tx, shift_id)
    if found is None or found.line != line.id or found.status is not ShiftStatus.PLANNED:
        raise InvalidInput(errors=[FieldError(field, NO_SHIFT_OF_LINE)])
    return found
