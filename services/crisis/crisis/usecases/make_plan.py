"""Agree on a plan for a line: it counts from a moment on, and is never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from crisis.domain.duty_line import DutyLine, LineKind
from crisis.domain.shift import HORIZON
from crisis.store import plans, roster
from crisis.usecases.coverage import RosterHasGaps
from crisis.usecases.override_roster import (
    IN_THE_PAST,
    ORGANISATION_ENDS,
    UNKNOWN_WORKER,
    locked_line,
    why_not_on_line,
)
from crisis.usecases.work_out import agreed, horizon, this_minute, work_out
from roster.plan import Layer, Unit
from roster.written import WrittenPlan
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

MOST_PIECES = 10_000
"""Of turns and windows within the horizon: two layers that change hands every hour, and some more."""
TOO_MANY = Text(
    nl="wisselt te vaak: samen hoogstens {most} wisselingen in 26 weken",
    en="changes hands too often: {most} times at most in 26 weeks, all layers together",
)
MOST_GAPS = 1_000
"""Each is kept, told and told again; two windows a day that leave a gap between them stay below."""
TOO_MANY_GAPS = ReasonGiven(
    "too-many-gaps",
    Text(
        nl="Dit plan laat meer dan {most} keer een gat: ook met een reden kan dat niet",
        en="This plan leaves more than {most} gaps: no reason is enough for that",
    ).format(most=MOST_GAPS),
)
BEYOND_HORIZON = Text(nl="moet binnen 26 weken liggen", en="must lie within 26 weeks")
SOMEBODY = Text(
    nl="moet minstens 1 zijn: een crisisteam is er elke minuut",
    en="must be at least 1: a crisis team is there every minute",
)
A_DAY = timedelta(days=1)
SHORTEST = {
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: A_DAY,
    Unit.WEEKS: 7 * A_DAY,
    Unit.MONTHS: 28 * A_DAY,
}


@dataclass(frozen=True)
class NewPlan:
    """Counts from `since` (UTC, a whole minute) on. `why` it was made, or why its gaps are accepted."""

    id: UUID
    since: datetime
    written: WrittenPlan
    why: str | None
    organisation: UUID


async def make_plan(tx: Transaction, line_id: UUID, new: NewPlan, *, forced: bool) -> None:
    """Store it and work the shifts out anew; the plan before it counts until its `since`.

    `forced`: its gaps were seen and are accepted. Raises NotFound, InvalidInput, RuleBroken, RosterHasGaps.
    """
    line = await locked_line(tx, line_id)
    if broken := await why_no_plan(tx, line, new.since, new.written):
        raise RuleBroken(reasons=broken)
    plan = new.written.plan(new.since)
    what = await agreed(tx, line.id, plan=plan)
    until = max(horizon(tx), new.since + HORIZON)
    following = next((each.since for each in what.plans if each.since and each.since > new.since), until)
    found = what.gaps(max(new.since, this_minute(tx)), following)
    if found and not forced:
        raise RosterHasGaps([(line, gap) for gap in found])
    if len(found) > MOST_GAPS:
        raise RuleBroken(reasons=[TOO_MANY_GAPS])
    await plans.add_plan(
        tx,
        {
            "id": new.id,
            "duty_line": line.id,
            "since": new.since,
            "body": new.written.model_dump(mode="json"),
            "why": new.why,
            "made_by": tx.caller.subject,
            "organisation": new.organisation,
            "made_at": tx.now,
        },
    )
    await work_out(tx, line, why=new.why if forced else None)


async def why_no_plan(
    tx: Transaction, line: DutyLine, since: datetime, written: WrittenPlan
) -> list[ReasonGiven]:
    """Every rule that it breaks; raises InvalidInput with the fields that make no sense here."""
    named = {UUID(member) for layer in written.layers for member in layer.members}
    known = await roster.workers_with_end(tx, named)
    wrong = [
        FieldError(f"layers.{index}.members", UNKNOWN_WORKER)
        for index, layer in enumerate(written.layers)
        if not {UUID(member) for member in layer.members} <= set(known)
    ]
    if line.kind is LineKind.CRISIS_TEAM and not written.needed[0]:
        wrong.append(FieldError("needed.0", SOMEBODY))
    if since > tx.now + HORIZON:
        wrong.append(FieldError("since", BEYOND_HORIZON))
    if _pieces([layer.layer() for layer in written.layers]) > MOST_PIECES:
        wrong.append(FieldError("layers", TOO_MANY.format(most=MOST_PIECES)))
    if wrong:
        raise InvalidInput(errors=wrong)
    broken = [reason for worker, _ in known.values() for reason in why_not_on_line(line, worker)]
    broken += [ORGANISATION_ENDS for _, ends in known.values() if ends and ends <= since]
    past = [IN_THE_PAST] if since < this_minute(tx) else []
    return [*past, *sorted(set(broken), key=lambda reason: reason.code)]


def _pieces(layers: Sequence[Layer]) -> int:
    """How many stretches come out within the horizon, at most."""
    days = HORIZON // A_DAY
    return sum(
        HORIZON // (layer.every * SHORTEST[layer.unit]) + days * len(layer.windows) + 1 for layer in layers
    )
