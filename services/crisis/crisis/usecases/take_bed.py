"""A young person sleeps in a crisis bed: which, since when, and the nights count from the first."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crisis.clients.registry import CRISIS_BED, BedHeld
from crisis.domain.alarm import Alarm, AlarmStatus
from crisis.domain.bed import BedRefusal, CrisisBed, Hold, why_not_taken
from crisis.events_beds import BedTaken
from crisis.store import beds as store
from crisis.usecases.plan_exit import owe_exit_plan
from crisis.usecases.take_in_hand import impossible, locked, require_in_hand_of
from servicekit.transaction import Transaction
from wirekit.events import Reading
from wirekit.problems import ReasonGiven, RuleBroken
from wirekit.texts import Text

SENTENCES = {
    BedRefusal.BEFORE_THE_ALARM: Text(
        nl="Een nacht in het crisisbed begint niet voor het alarm",
        en="A night in the crisis bed does not begin before the alarm",
    ),
    BedRefusal.IN_THE_FUTURE: Text(
        nl="Een nacht in het crisisbed staat er pas als die begonnen is",
        en="A night in the crisis bed is told once it has begun",
    ),
    BedRefusal.IN_ANOTHER_BED: Text(
        nl="Deze jeugdige slaapt dan in een ander crisisbed: beëindig dat eerst",
        en="This young person sleeps in another crisis bed then: end that first",
    ),
    BedRefusal.ENDS_BEFORE_ITS_START: Text(
        nl="Een nacht in het crisisbed eindigt niet voor zijn begin",
        en="A night in the crisis bed does not end before its start",
    ),
}
NOT_A_CRISIS_BED = ReasonGiven(
    "not-a-crisis-bed", Text(nl="Dit aanbod is geen crisisbed", en="This offer is no crisis bed")
)


TAKEN = "taken"


class PlaceHeld(Reading):
    """`ref`: the lease. `status`: taken; or released or lapsed, so that nothing holds the place any more."""

    status: str


@dataclass(frozen=True)
class Taking:
    """In bed since this moment (UTC). `provider`: who has the bed, where it was agreed by telephone."""

    since: datetime
    enrolment: UUID | None
    provider: UUID | None


async def may_take_bed(tx: Transaction, alarm_id: UUID, taking: Taking) -> Alarm:
    """The alarm, locked, for which this bed can be taken; asked before the register is, and after.

    Raises NotFound, ImpossibleStep (not in hand, or closed) and RuleBroken with every reason.
    """
    alarm = await locked(tx, alarm_id)
    if alarm.status is not AlarmStatus.ACKNOWLEDGED:
        raise await impossible(tx, alarm)
    require_in_hand_of(tx, alarm)
    slept = await store.beds_of(tx, [alarm.id])
    if broken := why_not_taken(taking.since, raised_at=alarm.raised_at, beds=slept, now=tx.now):
        raise RuleBroken(reasons=told(broken))
    return alarm


async def take_bed(
    tx: Transaction, alarm: Alarm, bed_id: UUID, taking: Taking, held: BedHeld | None, *, lease: UUID
) -> CrisisBed:
    """Store the bed that the register holds; `held` is None where it was agreed by telephone. Tell it.

    Of an exercise nothing is held. Raises RuleBroken where the place is no crisis bed.
    """
    if held is not None and held.form != CRISIS_BED:
        raise RuleBroken(reasons=[NOT_A_CRISIS_BED])
    provider = held.provider if held else taking.provider
    assert provider is not None, "the form asks whose bed it is, where the register is not asked"
    taken = CrisisBed(
        id=bed_id,
        version=1,
        alarm=alarm.id,
        region=alarm.region,
        is_drill=alarm.is_drill,
        lease=lease,
        hold=_hold(alarm, held),
        enrolment=taking.enrolment,
        provider=provider,
        name=held.name if held else None,
        since=taking.since,
        taken_by=tx.caller.organisation,
        taken_at=tx.now,
    )
    await store.add_bed(tx, taken)
    slept = await store.beds_of(tx, [alarm.id])
    await owe_exit_plan(tx, alarm, since=slept[0].first_night, planned_end=None, owner=str(provider))
    tx.publish(BedTaken.of(taken, slept, alarm_closed=False))
    return taken


def told(refusals: tuple[BedRefusal, ...]) -> list[ReasonGiven]:
    return [ReasonGiven(refusal, SENTENCES[refusal]) for refusal in refusals]


def _hold(alarm: Alarm, held: BedHeld | None) -> Hold:
    if alarm.is_drill:
        return Hold.EXERCISE
    return Hold.BY_TELEPHONE if held is None else Hold.LEASED


async def learn_hold(tx: Transaction, place: PlaceHeld) -> None:
    """The register tells what became of a place that it holds; of another one than a crisis bed, nothing.

    A lease that lapsed under a young person who sleeps there is shown: the place counts as free meanwhile.
    """
    found = await store.bed_of_lease(tx, place.ref)
    if found is not None and found.hold_version < place.version:
        hold = Hold.TAKEN if place.status == TAKEN else Hold.LAPSED
        await store.change_bed(tx, replace(found, hold=hold, hold_version=place.version))
