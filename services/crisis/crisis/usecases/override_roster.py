"""Lay overrides on the roster of a line: replace somebody, add somebody, take somebody off."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.overriding import KeptOverride
from crisis.store import plans, roster
from crisis.usecases.coverage import RosterHasGaps
from crisis.usecases.work_out import Agreed, agreed, horizon, this_minute, work_out
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


async def override_roster(
    tx: Transaction, line_id: UUID, overrides: Sequence[KeptOverride], *, forced: bool
) -> DutyLine:
    """Store them all and work the shifts out anew, or none.

    Planners of one line wait for each other here: of two identical ones at once the second changes nothing
    and is refused. `forced`: a gap was seen and accepted; each override then says why. Raises NotFound,
    InvalidInput, RuleBroken and RosterHasGaps.
    """
    line = await locked_line(tx, line_id)
    await _require_workers(tx, line, overrides)
    before = await agreed(tx, line.id)
    after = Agreed(before.plans, (*before.overrides, *overrides))
    now, until = this_minute(tx), max(horizon(tx), *(each.end for each in overrides))
    if any(each.start < now for each in overrides):
        raise RuleBroken(reasons=[IN_THE_PAST])
    if any(
        Agreed(before.plans, (*before.overrides, *overrides[:n])).shifts(now, until)
        == Agreed(before.plans, (*before.overrides, *overrides[: n + 1])).shifts(now, until)
        for n in range(len(overrides))
    ):
        raise RuleBroken(reasons=[CHANGES_NOTHING])
    found = new_gaps(before.gaps(now, until), after.gaps(now, until))
    if found and not forced:
        raise RosterHasGaps(found)
    await plans.add_overrides(tx, overrides)
    await work_out(tx, line)
    return line


async def locked_line(tx: Transaction, line_id: UUID) -> DutyLine:
    """Raises NotFound."""
    line = await roster.duty_line(tx, line_id, lock=True)
    if line is None:
        raise NotFound
    return line


async def _require_workers(tx: Transaction, line: DutyLine, overrides: Sequence[KeptOverride]) -> None:
    for override in overrides:
        for field, id_, comes in (("worker", override.worker, True), ("replaces", override.replaces, False)):
            if id_ is None:
                continue
            worker = await roster.worker(tx, id_)
            if worker is None:
                raise InvalidInput(errors=[FieldError(field, UNKNOWN_WORKER)])
            if comes and (broken := why_not_on_line(line, worker)):
                raise RuleBroken(reasons=broken)


def why_not_on_line(line: DutyLine, worker: OnCallWorker) -> list[ReasonGiven]:
    """Why nobody rosters this worker here: outside the closed crisis group (IJS-32), or not to be called."""
    broken = {
        OUTSIDE_GROUP: worker.organisation not in line.crisis_group,
        NO_TELEPHONE: worker.telephone is None,
    }
    return [reason for reason, is_broken in broken.items() if is_broken]


async def withdraw_override(tx: Transaction, kept: KeptOverride, *, forced: bool) -> KeptOverride:
    """From this minute on it counts no more; what was on call by it stands. Raises RosterHasGaps."""
    line = await locked_line(tx, kept.line)
    before = await agreed(tx, line.id)
    after = Agreed(before.plans, tuple(each for each in before.overrides if each.id != kept.id))
    now, until = this_minute(tx), max(horizon(tx), kept.end)
    found = new_gaps(before.gaps(now, until), after.gaps(now, until))
    if found and not forced:
        raise RosterHasGaps(found)
    await plans.withdraw_overrides(tx, [kept.id], now)
    await work_out(tx, line)
    return replace(kept, withdrawn_at=now, version=kept.version + 1)
