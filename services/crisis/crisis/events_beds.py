"""What this room tells of crisis beds: codes and references only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from crisis.domain.alarm import AlarmStatus
from crisis.domain.bed import BedStatus, CrisisBed, Hold, nights_of
from crisis.store import alarms, beds
from servicekit.transaction import Transaction
from wirekit.events import Event


class BedEvent(Event):
    """The full public state of a crisis bed. `lease`: under which reference the register holds the place.

    `enrolment`: which place, absent where it was agreed by telephone. `isDrill`: an exercise, of which no
    place was held. `nights` from `firstNight` until the end; absent while it is in use. `alarmNights` in all
    beds for this alarm until then, from `alarmFirstNight` on; `alarmClosed`: it was closed by then.
    """

    NAME = "bed.changed"

    alarm: UUID
    lease: UUID
    enrolment: UUID | None
    provider: UUID
    status: BedStatus
    is_drill: bool
    first_night: date
    since: AwareDatetime
    until: AwareDatetime | None
    nights: int | None
    alarm_nights: int
    alarm_first_night: date
    alarm_closed: bool

    @classmethod
    def of(cls, bed: CrisisBed, slept: Sequence[CrisisBed], *, alarm_closed: bool) -> Self:
        """`slept`: in which beds for this alarm, this one among them as it is now."""
        nights = nights_of(slept, bed.until or bed.since)
        return cls(
            ref=bed.id,
            version=bed.version,
            region=bed.region,
            alarm=bed.alarm,
            lease=bed.lease,
            enrolment=bed.enrolment,
            provider=bed.provider,
            status=bed.status,
            is_drill=bed.is_drill,
            first_night=bed.first_night,
            since=bed.since,
            until=bed.until,
            nights=bed.nights(bed.until) if bed.until else None,
            alarm_nights=len(nights),
            alarm_first_night=nights[0],
            alarm_closed=alarm_closed,
        )


class BedTaken(BedEvent):
    """A young person sleeps in a crisis bed: the nights count from now on."""

    NAME = "bed.taken"


class BedEnded(BedEvent):
    """The young person has left the crisis bed."""

    NAME = "bed.ended"


async def beds_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every crisis bed."""
    page = await beds.beds_after(tx, after, limit)
    slept = await beds.beds_of(tx, {bed.alarm for bed in page})
    found: list[Event] = []
    for bed in page:
        alarm = await alarms.alarm(tx, bed.alarm)
        kind = BedEnded if bed.status is BedStatus.ENDED else BedTaken
        own = [each for each in slept if each.alarm == bed.alarm and each.since <= bed.since]
        is_closed = alarm is not None and alarm.status is AlarmStatus.CLOSED
        found.append(kind.of(bed, own, alarm_closed=is_closed))
    return found


def _id(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-00000000{number:04d}")


_BED = CrisisBed(
    id=_id(5110),
    version=1,
    alarm=_id(5101),
    region="voorbeeldregio",
    is_drill=False,
    lease=_id(5111),
    hold=Hold.LEASED,
    enrolment=_id(6001),
    provider=_id(5105),
    name=None,
    since=datetime(2026, 3, 2, 4, 30, tzinfo=UTC),
    taken_by=_id(5104),
    taken_at=datetime(2026, 3, 2, 4, 32, tzinfo=UTC),
)
_LEFT = replace(_BED, version=2, until=datetime(2026, 3, 5, 9, tzinfo=UTC))
EXAMPLES = (
    BedTaken.of(_BED, [_BED], alarm_closed=False),
    BedEnded.of(_LEFT, [_LEFT], alarm_closed=True),
)
