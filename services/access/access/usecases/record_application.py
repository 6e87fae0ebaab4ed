"""A report becomes an application, and from that day on the term of the decision runs (LAW-05)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from access.domain.request import STEPS
from access.usecases.desk_clock import change_at_the_desk, open_at_the_desk, recount
from access.usecases.record_delivery import NOT_IN_FUTURE
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput
from wirekit.texts import Text

NOT_BEFORE_REPORT = Text(nl="mag niet voor de melding liggen", en="may not lie before the report")


async def record_application(tx: Transaction, request_id: UUID, on: date, *, if_match: str | None) -> None:
    """Record on which day (Europe/Amsterdam) the application was made, once.

    Who has the request has looked at it already, so then only the decision is waited for. Raises
    InvalidInput for a day to come or before the report, ImpossibleStep, VersionMissing and VersionStale.
    """
    if on > local_day(tx.now):
        raise InvalidInput(errors=[FieldError("on", NOT_IN_FUTURE)])
    request = await open_at_the_desk(tx, request_id, if_match)
    if request.applied_on is not None:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    if on < local_day(request.submitted_at):
        raise InvalidInput(errors=[FieldError("on", NOT_BEFORE_REPORT)])
    applied = await recount(tx, replace(request, applied_on=on))
    if not applied.is_stopped and (applied.worker is not None or applied.triage is None):
        applied = replace(applied, look_by=None)
    await change_at_the_desk(tx, applied)
