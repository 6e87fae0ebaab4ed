"""Close an alarm with its outcome, and say which help must follow."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStatus, AlarmStep, FollowUp, Outcome, StepKind, StepTaken
from crisis.domain.bed import CrisisBed
from crisis.domain.intervention import EndingRefusal, ExitPlan, NoCrisis, goes_on, why_not_so
from crisis.events import AlarmClosed, InterventionClosed
from crisis.store import alarms, beds, roster
from crisis.store import interventions as store
from crisis.usecases.keep_in_hand import let_go
from crisis.usecases.plan_exit import owe_exit_plan, owe_no_exit_plan
from crisis.usecases.take_in_hand import (
    impossible,
    locked,
    require_in_hand_of,
    why_not,
)
from region_policy.terms import local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

LONGEST_HELP = timedelta(days=366)
UNKNOWN_WORKER = Text(nl="is geen bekende medewerker", en="is no known worker")
UNKNOWN_ORGANISATION = Text(nl="is geen bekende organisatie", en="is no known organisation")
TOO_FAR = Text(nl="ligt te ver vooruit", en="lies too far ahead")
SENTENCES = {
    EndingRefusal.WHO_DECIDED: Text(
        nl="Zeg wie besloten heeft dat het geen crisis is", en="Say who decided that it is no crisis"
    ),
    EndingRefusal.REASON: Text(nl="Zeg waarom het geen crisis is", en="Say why it is no crisis"),
    EndingRefusal.NOT_ACCEPTED: Text(
        nl="Zeg welke organisatie en welke professional het vervolg heeft aangenomen",
        en="Say which organisation and which professional have accepted the follow-up",
    ),
    EndingRefusal.IS_A_CRISIS: Text(
        nl="Wie besloot dat het geen crisis is hoort alleen bij die uitkomst",
        en="Who decided that it is no crisis belongs to that outcome only",
    ),
    EndingRefusal.ENDS_BEFORE_ITS_START: Text(
        nl="De hulp eindigt niet voor haar begin", en="The help does not end before its start"
    ),
    EndingRefusal.BED_IN_USE: Text(
        nl="Er slaapt iemand in een crisisbed: beëindig dat, of kies een andere uitkomst",
        en="Somebody sleeps in a crisis bed: end that, or choose another outcome",
    ),
}


@dataclass(frozen=True)
class Closing:
    """`planned_end`: the last day of the help that goes on, where one is planned.

    `director`: the organisation of the director (regisseur), if one is known: it answers for the exit plan.
    """

    outcome: Outcome
    happened_at: datetime
    follow_up: tuple[FollowUp, ...] = ()
    no_crisis: NoCrisis | None = None
    planned_end: date | None = None
    director: UUID | None = None


async def close_alarm(tx: Transaction, alarm_id: UUID, closing: Closing, *, if_match: str | None) -> Alarm:
    """End the crisis for the crisis service; the dispatch note is destroyed.

    What follows is ordinary help in the name of who asked (IJS-37); until that is decided what runs goes on,
    and somebody owes a way out of it. Raises NotFound, ImpossibleStep (not assessed yet, or closed before),
    VersionMissing, VersionStale, InvalidInput, and RuleBroken with all that is missing or contradicts.
    """
    alarm = await locked(tx, alarm_id)
    taken = await alarms.steps(tx, alarm.id)
    if AlarmStep.CLOSE not in alarm.possible_steps(taken):
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    require_in_hand_of(tx, alarm)
    await _require_known(tx, closing)
    slept = await beds.beds_of(tx, [alarm.id])
    since = _help_since(closing, taken, slept)
    broken = why_not(alarm, [(StepKind.CLOSED, closing.happened_at)], taken, tx.now)
    refusals = [*why_not_so(closing.outcome, closing.no_crisis)]
    if closing.planned_end is not None and closing.planned_end < since:
        refusals.append(EndingRefusal.ENDS_BEFORE_ITS_START)
    if closing.outcome is Outcome.NO_CRISIS and any(bed.until is None for bed in slept):
        refusals.append(EndingRefusal.BED_IN_USE)
    if broken := [*broken, *(ReasonGiven(refusal, SENTENCES[refusal]) for refusal in refusals)]:
        raise RuleBroken(reasons=broken)
    closed = replace(
        await let_go(tx, alarm),
        version=alarm.version + 1,
        status=AlarmStatus.CLOSED,
        outcome=closing.outcome,
        follow_up=closing.follow_up,
        closed_at=tx.now,
    )
    await alarms.change(tx, closed)
    told = StepTaken(StepKind.CLOSED, closing.happened_at, tx.now)
    await alarms.add_steps(tx, alarm.id, [told], by=tx.caller.organisation)
    if closing.no_crisis is not None:
        await store.add_no_crisis(tx, alarm.id, closing.no_crisis)
    plan = await _way_out(tx, closed, closing, since, slept)
    await tx.keyring.destroy(tx.session, alarm.id, at=tx.now)
    tx.publish(InterventionClosed.of(closed))
    tx.publish(AlarmClosed.told(closed, slept, plan))
    return closed


async def _require_known(tx: Transaction, closing: Closing) -> None:
    errors = []
    decided_by = closing.no_crisis.decided_by_worker if closing.no_crisis else None
    if decided_by is not None and await roster.worker(tx, decided_by) is None:
        errors.append(FieldError("noCrisis.decidedBy.worker", UNKNOWN_WORKER))
    if closing.director is not None and await known_organisation(tx, closing.director) is None:
        errors.append(FieldError("director", UNKNOWN_ORGANISATION))
    if closing.planned_end is not None and closing.planned_end > local_day(tx.now + LONGEST_HELP):
        errors.append(FieldError("plannedEnd", TOO_FAR))
    if errors:
        raise InvalidInput(errors=errors)


def _help_since(closing: Closing, taken: list[StepTaken], slept: list[CrisisBed]) -> date:
    """The first night in a crisis bed; without one the day of stabilising, or else of the closing."""
    if slept:
        return slept[0].first_night
    stabilised = next((step.happened_at for step in taken if step.kind is StepKind.STABILISED), None)
    return local_day(stabilised or closing.happened_at)


async def _way_out(
    tx: Transaction, closed: Alarm, closing: Closing, since: date, slept: list[CrisisBed]
) -> ExitPlan | None:
    """The plan that is owed where help goes on. What began in a bed and is over needs none any more."""
    if goes_on(
        closing.outcome,
        in_a_bed=any(bed.until is None for bed in slept),
        had_bed=bool(slept),
        follow_up=closing.follow_up,
        planned=closing.planned_end is not None,
    ):
        owner = closing.director or (slept[-1].provider if slept else closed.held_by)
        return await owe_exit_plan(tx, closed, since=since, planned_end=closing.planned_end, owner=str(owner))
    await owe_no_exit_plan(tx, closed.id)
    return None
