"""Plan a shift on a duty line."""

from typing import Any
from uuid import UUID

from crisis.domain.shift import Shift, ShiftRefusal, why_no_shift
from crisis.events import ShiftChanged
from crisis.store import roster as store
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, Problem, ReasonGiven, RuleBroken
from wirekit.texts import Language, Text

UNKNOWN_WORKER = Text(nl="is niet bekend als medewerker met crisisdienst", en="is no known on-call worker")

SENTENCES = {
    ShiftRefusal.WORKER_OUTSIDE_CRISIS_GROUP: Text(
        nl="Deze medewerker werkt niet bij een organisatie uit de crisisgroep van deze lijn",
        en="This worker's organisation is not in the crisis group of this line",
    ),
    ShiftRefusal.BEGINS_IN_THE_PAST: Text(
        nl="Een dienst kan niet in het verleden beginnen: wie dienst had, staat vast",
        en="A shift cannot begin in the past: who was on call stands",
    ),
}


class ShiftInTheWay(Problem):
    """Somebody else has this rank at one of these instants; `shift` in the answer is that shift."""

    status, type = 409, "/problems/shift-in-the-way"
    title = Text(
        nl="Op deze rang heeft op dat moment al iemand dienst",
        en="Somebody has this rank at that time already",
    )
    sentence = Text(
        nl="Dienst {id} op rang {rank} loopt van {start} tot {end}",
        en="Shift {id} at rank {rank} lasts from {start} until {end}",
    )

    def __init__(self, shift: Shift, others: list[ReasonGiven]) -> None:
        text = self.sentence.format(
            id=shift.id, rank=shift.rank, start=shift.start.isoformat(), end=shift.end.isoformat()
        )
        super().__init__(text, reasons=[ReasonGiven("shift-in-the-way", text), *others])
        self.shift: UUID = shift.id

    def body(self, language: Language) -> dict[str, Any]:
        return super().body(language) | {"shift": str(self.shift)}


async def plan_shift(tx: Transaction, shift: Shift, *, made_before: bool) -> Shift:
    """Store the shift and tell everybody, or give it as it is now when this call made it before.

    Raises NotFound (no such line), InvalidInput (no such worker), ShiftInTheWay and RuleBroken.
    """
    if made_before and (existing := await store.shift(tx, shift.id)):
        return existing
    # Planners of one line wait for each other here, so that the second is told which shift is in the way;
    # the exclusion constraint of the table stands behind it.
    line = await store.duty_line(tx, shift.line, lock=True)
    if line is None:
        raise NotFound
    worker = await store.worker(tx, shift.worker)
    if worker is None:
        raise InvalidInput(errors=[FieldError("worker", UNKNOWN_WORKER)])
    refusals = why_no_shift(shift, line=line, worker=worker, now=tx.now)
    reasons = [ReasonGiven(refusal, SENTENCES[refusal]) for refusal in refusals]
    if in_the_way := await store.shift_in_the_way(tx, shift):
        raise ShiftInTheWay(in_the_way, reasons)
    if reasons:
        raise RuleBroken(reasons=reasons)
    await store.add_shift(tx, shift)
    tx.publish(ShiftChanged.of(shift, line.region))
    return shift
