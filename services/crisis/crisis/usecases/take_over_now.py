"""Somebody takes the running turn of a line over, from this minute on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from crisis.domain.overriding import Cause, KeptOverride
from crisis.domain.shift import LONGEST, Shift
from crisis.store import plans, shifts
from crisis.usecases.override_roster import locked_line, override_roster
from crisis.usecases.own_worker import own_worker
from crisis.usecases.work_out import this_minute
from roster.plan import OverrideKind
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

AT_ONCE = timedelta(minutes=1)
"""Who takes a turn that another took less than this ago, pressed at the same moment and came second."""
FIRST_RANK = 1
NOT_IN_THE_TURN = Text(
    nl="moet na nu liggen en niet na het einde van de dienst ({end})",
    en="must lie after now and not after the end of the turn ({end})",
)
ENDS_NEVER = Text(
    nl="zeg tot wanneer: na nu heeft niemand hier dienst",
    en="say until when: nobody is on call here after now",
)
ON_CALL_ALREADY = ReasonGiven(
    "on-call-already",
    Text(
        nl="Deze medewerker heeft op deze rang al dienst",
        en="This worker is on call at this rank already",
    ),
)
TAKEN_JUST_NOW = ReasonGiven(
    "taken-just-now",
    Text(nl="Iemand anders was u net voor", en="Somebody else took it a moment before you"),
)


@dataclass(frozen=True)
class Takeover:
    """`also_at`: the other ranks of this line at which the worker is on call at this minute."""

    override: KeptOverride
    also_at: tuple[int, ...]


async def take_over_now(
    tx: Transaction,
    override_id: UUID,
    line_id: UUID,
    *,
    worker: UUID,
    rank: int | None,
    until: datetime | None,
) -> Takeover:
    """Put the worker in place of who is on call at this rank now, until the turn ends or earlier.

    In a gap the worker comes until the next turn begins, a month at most. Of two at once one wins. Raises
    NotFound, InvalidInput, and RuleBroken (also for a worker who may not stand on this line).
    """
    await own_worker(tx, "worker", worker)
    line = await locked_line(tx, line_id)
    now, rank = this_minute(tx), rank or FIRST_RANK
    ahead = await shifts.planned_from(tx, line.id, now)
    here = [shift for shift in ahead if shift.rank == rank]
    running = [shift for shift in here if shift.holds(now)]
    if any(shift.worker == worker for shift in running):
        raise RuleBroken(reasons=[ON_CALL_ALREADY])
    # Who pressed a moment later may have been let in first: their turn then begins in the next minute.
    if await _taken_just_now(tx, [shift for shift in here if shift.start <= now + AT_ONCE]):
        raise RuleBroken(reasons=[TAKEN_JUST_NOW])
    turn = min(running, key=lambda shift: shift.seat, default=None)
    end = turn.end if turn else min((shift.start for shift in here), default=None)
    if end is None and until is None:
        raise InvalidInput(errors=[FieldError("until", ENDS_NEVER)])
    last = min(end or now + LONGEST, now + LONGEST)
    if until is not None and not now < until <= last:
        raise InvalidInput(errors=[FieldError("until", NOT_IN_THE_TURN.format(end=last.isoformat()))])
    kept = KeptOverride(
        id=override_id,
        line=line.id,
        kind=OverrideKind.REPLACE if turn else OverrideKind.ADD,
        start=now,
        end=until or last,
        worker=worker,
        replaces=turn.worker if turn else None,
        rank=rank,
        cause=Cause.TAKEN_NOW,
        caused_by=None,
        why=None,
        made_by=tx.caller.subject,
        organisation=tx.caller.organisation,
        made_at=tx.now,
    )
    await override_roster(tx, line.id, [kept], forced=False)
    return Takeover(kept, also_at(ahead, kept, now))


def also_at(ahead: Sequence[Shift], kept: KeptOverride, at: datetime) -> tuple[int, ...]:
    """Who backs up and takes the first turn too is on call twice: the planner must see that."""
    others = (shift for shift in ahead if shift.holds(at) and shift.worker == kept.worker)
    return tuple(sorted({shift.rank for shift in others} - {kept.rank or FIRST_RANK}))


async def _taken_just_now(tx: Transaction, near: Sequence[Shift]) -> bool:
    for shift in near:
        kind, _, source = shift.source.partition(":")
        if kind == "override":
            kept = await plans.override(tx, UUID(source))
            if kept and kept.cause is Cause.TAKEN_NOW and kept.made_at > tx.now - AT_ONCE:
                return True
    return False
