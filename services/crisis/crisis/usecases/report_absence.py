"""Report that a worker is absent: on every line of the crisis group a stand-in comes, or nobody."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crisis.domain.absence import Absence, AbsenceStatus
from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.overriding import Cause, KeptOverride
from crisis.store import absences, plans, roster
from crisis.usecases.coverage import RosterHasGaps
from crisis.usecases.override_roster import (
    ABSENT,
    MOST_AHEAD,
    TOO_FAR,
    locked_line,
    locked_override,
    override_roster,
    why_not_on_line,
    withdraw_override,
)
from crisis.usecases.own_worker import own_worker
from crisis.usecases.work_out import agreed, this_minute
from roster.coverage import Gap
from roster.effective import EffectiveShift
from roster.plan import OverrideKind
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

SAME_WORKER = Text(nl="is zelf afwezig", en="is absent")
OVER = ReasonGiven(
    "ends-in-the-past",
    Text(
        nl="Deze afwezigheid is al voorbij: wie dienst had, staat vast",
        en="This absence is over already: who was on call stands",
    ),
)
STAND_IN_ON_CALL = ReasonGiven(
    "stand-in-on-call",
    Text(
        nl="Wie vervangt, heeft op deze lijn dan zelf al dienst",
        en="Who stands in is on call on this line already then",
    ),
)


async def report_absence(tx: Transaction, absence: Absence, *, forced: bool) -> None:
    """Store it, with an override on every line where the worker may stand; all or none.

    It holds for turns that are planned later too. What was on call before this minute stands. Raises
    InvalidInput, RuleBroken, and RosterHasGaps unless `forced`, which says why.
    """
    if absence.status_at(tx.now) is AbsenceStatus.OVER:
        raise RuleBroken(reasons=[OVER])
    if absence.end > tx.now + MOST_AHEAD:
        raise InvalidInput(errors=[FieldError("until", TOO_FAR)])
    if absence.stand_in == absence.worker:
        raise InvalidInput(errors=[FieldError("standIn", SAME_WORKER)])
    worker = await roster.worker(tx, absence.worker)
    if worker is None:
        raise NotFound
    stand_in = await own_worker(tx, "standIn", absence.stand_in) if absence.stand_in else None
    if stand_in and await absences.is_absent(tx, stand_in.id, absence.start, absence.end):
        raise RuleBroken(reasons=[ABSENT])
    await absences.add(tx, absence)
    gaps: list[tuple[DutyLine, Gap]] = []
    for line_id in await absences.lines_of_group(tx, worker.organisation):
        line = await locked_line(tx, line_id)
        try:
            await _lay(tx, line, absence, stand_in, forced=forced)
        except RosterHasGaps as refused:
            gaps += refused.gaps
    if gaps:
        raise RosterHasGaps(gaps)


async def lay_known_absences(tx: Transaction, line: DutyLine, entering: Collection[UUID]) -> None:
    """Who is absent already is so on a line too that is new, or that the organisation comes to stand on.

    The line must be locked; its shifts are not worked out here.
    """
    for absence in await absences.of_organisations(tx, entering, this_minute(tx)):
        stand_in = await roster.worker(tx, absence.stand_in) if absence.stand_in else None
        await _lay_for_later(tx, line, absence, max(absence.start, this_minute(tx)), stand_in)


async def withdraw_absence(tx: Transaction, absence_id: UUID, *, if_match: str | None) -> Absence:
    """From this minute on the turns are the worker's again.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, and RosterHasGaps where others counted on
    the stand-in.
    """
    absence = await absences.absence(tx, absence_id, lock=True)
    if absence is None:
        raise NotFound
    if not absence.possible_steps(tx.now):
        raise ImpossibleStep(possible_steps=[])
    require_match(absence, if_match)
    now = this_minute(tx)
    gaps: list[tuple[DutyLine, Gap]] = []
    for laid in await absences.overrides_caused_by(tx, [absence.id]):
        kept = await locked_override(tx, laid.id)
        if kept.withdrawn_at is None and kept.end > now:
            try:
                await withdraw_override(tx, kept, forced=False)
            except RosterHasGaps as refused:
                gaps += refused.gaps
    if gaps:
        raise RosterHasGaps(gaps)
    withdrawn = replace(absence, withdrawn_at=now, version=absence.version + 1)
    await absences.set_withdrawn(tx, withdrawn)
    return withdrawn


async def _lay(
    tx: Transaction, line: DutyLine, absence: Absence, stand_in: OnCallWorker | None, *, forced: bool
) -> None:
    start = max(absence.start, this_minute(tx))
    shifts = (await agreed(tx, line.id)).shifts(start, absence.end)
    turns = [shift for shift in shifts if shift.worker == str(absence.worker)]
    if not turns:
        await _lay_for_later(tx, line, absence, start, stand_in)
        return
    if stand_in and not forced and _is_there(stand_in, shifts, turns):
        raise RuleBroken(reasons=[STAND_IN_ON_CALL])
    kept = _override(tx, line, absence, start, stand_in)
    await override_roster(tx, line.id, [kept], forced=forced)


async def _lay_for_later(
    tx: Transaction, line: DutyLine, absence: Absence, start: datetime, stand_in: OnCallWorker | None
) -> None:
    """Nothing changes now; it counts for what is planned later."""
    fits = stand_in is not None and not why_not_on_line(line, stand_in)
    await plans.add_overrides(tx, [_override(tx, line, absence, start, stand_in if fits else None)])


def _is_there(stand_in: OnCallWorker, shifts: list[EffectiveShift], turns: list[EffectiveShift]) -> bool:
    own = [shift for shift in shifts if shift.worker == str(stand_in.id)]
    return any(shift.start < turn.end and turn.start < shift.end for shift in own for turn in turns)


def _override(
    tx: Transaction, line: DutyLine, absence: Absence, start: datetime, stand_in: OnCallWorker | None
) -> KeptOverride:
    return KeptOverride(
        id=uuid7(),
        line=line.id,
        kind=OverrideKind.REPLACE if stand_in else OverrideKind.REMOVE,
        start=start,
        end=absence.end,
        worker=stand_in.id if stand_in else None,
        replaces=absence.worker,
        rank=None,
        cause=Cause.ABSENCE,
        caused_by=absence.id,
        why=absence.why,
        made_by=absence.made_by,
        organisation=absence.organisation,
        made_at=tx.now,
    )
