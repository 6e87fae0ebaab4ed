"""Look up who is on call for a young person who is in a municipality now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.on_call import Coverage, OnCall, who_is_on_call
from crisis.store import roster as store
from crisis.store import shifts as shifts_table
from crisis.usecases.resources import policies_of
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

UNKNOWN_MUNICIPALITY = Text(
    nl="is geen CBS-code van een gemeente", en="is not the CBS code of a municipality"
)
Staff = Mapping[UUID, tuple[OnCallWorker, str | None]]


@dataclass(frozen=True)
class LookUp:
    """`nothing` tells why there is no line to name; None where there is one."""

    nothing: Coverage | None
    lines: tuple[tuple[DutyLine, OnCall], ...]
    staff: Staff


async def look_up_on_call(
    tx: Transaction, *, municipality: str, at: datetime, line_id: UUID | None
) -> LookUp:
    """One answer per line that serves this place, or for the one line that was asked.

    Raises InvalidInput where no municipality has this code.
    """
    policies = policies_of(tx)
    if policies.register.find(municipality) is None:
        raise InvalidInput(errors=[FieldError("municipality", UNKNOWN_MUNICIPALITY)])
    if line_id:
        asked = [await store.duty_line(tx, line_id)]
    else:
        asked = [*await store.duty_lines_for(tx, municipality)]
    nothing, lines = Coverage.PLACE_NOT_COVERED, []
    for line in asked:
        shifts = await shifts_table.shifts_around(tx, line.id, at) if line else []
        answer = who_is_on_call(shifts, at=at, line=line, municipality=municipality)
        if line and answer.coverage in (Coverage.ON_CALL, Coverage.GAP):
            lines.append((line, answer))
        else:
            nothing = answer.coverage
    named = {shift.worker for _, answer in lines for shift in answer.chain}
    named |= {answer.next.shift.worker for _, answer in lines if answer.next}
    staff = await store.workers_with_organisation(tx, named) if named else {}
    return LookUp(None if lines else nothing, tuple(lines), staff)
