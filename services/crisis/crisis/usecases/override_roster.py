"""Lay overrides on the roster of a line: replace somebody, add somebody, take somebody off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.overriding import Cause, KeptOverride
from crisis.store import absences, plans, roster
from crisis.usecases.coverage import RosterHasGaps
from crisis.usecases.work_out import agreed, horizon, this_minute, work_out
from roster.coverage import new_gaps
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_WORKER = Text(nl="is niet bekend als medewerker met crisisdienst", en="is no known on-call worker")
OUTSIDE_GROUP = ReasonGiven(
    "worker-outside-crisis-group",
    Text(
        nl="Deze medewerker werkt niet bij een organisatie uit de crisisgroep van deze lijn",
        en="This worker's organisation is not in the crisis group of this line",
    ),
)
NO_TELEPHONE = ReasonGiven(
    "no-telephone",
    Text(
        nl="Deze medewerker heeft geen telefoonnummer en kan niet gebeld worden",
        en="This worker has no telephone number and cannot be called",
    ),
)
ORGANISATION_ENDS = ReasonGiven(
    "organisation-ends",
    Text(
        nl="De organisatie van deze medewerker doet dan niet meer mee",
        en="This worker's organisation has no part in this any more by then",
    ),
)
ABSENT = ReasonGiven(
    "absent-then",
    Text(nl="Wie de dienst krijgt, is dan afwezig", en="Who gets the shift is absent then"),
)
IN_THE_PAST = ReasonGiven(
    "begins-in-the-past",
    Text(
        nl="Een dienst kan niet in het verleden beginnen: wie dienst had, staat vast",
        en="A shift cannot begin in the past: who was on call stands",
    ),
)
CHANGES_NOTHING = ReasonGiven(
    "changes-nothing",
    Text(
        nl="Dit verandert niets: wie vervangen wordt heeft dan geen dienst, of wie erbij komt al wel",
        en="This changes nothing: who is replaced is not on call then, or who is added is already",
    ),
)
MOST_AHEAD = timedelta(days=366)
TOO_FAR = Text(nl="moet binnen een jaar liggen", en="must lie within a year")


async def override_roster(
    tx: Transaction, line_id: UUID, overrides: Sequence[KeptOverride], *, forced: bool
) -> DutyLine:
    """Store them all and work the shifts out anew, or none.

    Planners of one line wait for each other here: of two identical ones at once the second changes nothing
    and is refused. `forced`: a gap was seen and accepted; each override then says why. Raises NotFound,
    InvalidInput, RuleBroken and RosterHasGaps.
    """
    line = await locked_line(tx, line_id)
    if broken := await require_workers(tx, line, overrides):
        raise RuleBroken(reasons=broken)
    before, after = await agreed(tx, line.id), await agreed(tx, line.id, overrides=overrides)
    now, until = this_minute(tx), max(horizon(tx), *(each.end for each in overrides))
    if any(each.start < now for each in overrides):
        raise RuleBroken(reasons=[IN_THE_PAST])
    came_out = [
        replace(after, overrides=(*before.overrides, *overrides[:number])).shifts(now, until)
        for number in range(len(overrides) + 1)
    ]
    if any(one == other for one, other in pairwise(came_out)):
        raise RuleBroken(reasons=[CHANGES_NOTHING])
    found = new_gaps(before.gaps(now, until), after.gaps(now, until))
    if found and not forced:
        raise RosterHasGaps([(line, gap) for gap in found])
    await plans.add_overrides(tx, overrides)
    why = next((each.why for each in overrides if each.why), None)
    await work_out(tx, line, why=why if forced else None)
    return line


async def locked_line(tx: Transaction, line_id: UUID) -> DutyLine:
    """Raises NotFound."""
    line = await roster.duty_line(tx, line_id, lock=True)
    if line is None:
        raise NotFound
    return line


async def require_workers(
    tx: Transaction, line: DutyLine, overrides: Sequence[KeptOverride]
) -> list[ReasonGiven]:
    """Why these workers cannot come, if so. Raises InvalidInput: somebody unknown, or too far ahead."""
    named = {id_ for each in overrides for id_ in (each.worker, each.replaces) if id_}
    known = await roster.workers_with_end(tx, named)
    wrong, broken = [], []
    for each in overrides:
        fields = {"worker": each.worker, "replaces": each.replaces}
        wrong += [
            FieldError(field, UNKNOWN_WORKER) for field, id_ in fields.items() if id_ and id_ not in known
        ]
        wrong += [FieldError("end", TOO_FAR)] if each.end > tx.now + MOST_AHEAD else []
        if each.worker in known:
            worker, ends = known[each.worker]
            broken += why_not_on_line(line, worker)
            broken += [ORGANISATION_ENDS] if ends and ends <= each.start else []
            # Who takes a turn now is there, whatever was reported.
            if each.cause is Cause.PLANNER and await absences.is_absent(tx, worker.id, each.start, each.end):
                broken.append(ABSENT)
    if wrong:
        raise InvalidInput(errors=wrong)
    return list(dict.fromkeys(broken))


def why_not_on_line(line: DutyLine, worker: OnCallWorker) -> list[ReasonGiven]:
    """Why nobody rosters this worker here: outside the closed crisis group (IJS-32), or not to be called."""
    broken = {
        OUTSIDE_GROUP: worker.organisation not in line.crisis_group,
        NO_TELEPHONE: worker.telephone is None,
    }
    return [reason for reason, is_broken in broken.items() if is_broken]


async def locked_override(tx: Transaction, override_id: UUID) -> KeptOverride:
    """Its line is locked first, as everywhere. Raises NotFound."""
    kept = await plans.override(tx, override_id)
    if kept is None:
        raise NotFound
    await locked_line(tx, kept.line)
    kept = await plans.override(tx, override_id, lock=True)
    assert kept is not None, "an override is never deleted"
    return kept


async def withdraw_override(
    tx: Transaction, kept: KeptOverride, *, forced: bool, why: str | None = None
) -> KeptOverride:
    """From this minute on it counts no more; what was on call by it stands. Raises RosterHasGaps."""
    line = await locked_line(tx, kept.line)
    before = await agreed(tx, line.id)
    after = replace(before, overrides=tuple(each for each in before.overrides if each.id != kept.id))
    now, until = this_minute(tx), max(horizon(tx), kept.end)
    found = new_gaps(before.gaps(now, until), after.gaps(now, until))
    if found and not forced:
        raise RosterHasGaps([(line, gap) for gap in found])
    await plans.withdraw_overrides(tx, [kept.id], now)
    await work_out(tx, line, why=why if forced else None)
    return replace(kept, withdrawn_at=now, version=kept.version + 1)
