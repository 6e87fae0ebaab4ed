"""A crisis bed was left after the alarm was closed: its draft gets the nights as they came out."""

from datetime import date
from uuid import UUID

from referral.store import drafts
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction
from wirekit.events import Reading


class BedEnded(Reading):
    """`alarm_nights` in all crisis beds of this alarm together, until `ref` was left."""

    alarm: UUID
    alarm_closed: bool
    alarm_nights: int
    alarm_first_night: date


async def follow_bed_ended(tx: Transaction, ended: BedEnded) -> None:
    """Before the closing there is nothing to bring up to date: `alarm.closed` tells the nights itself.

    Raises NotYet where that event is still on its way.
    """
    if not ended.alarm_closed:
        return
    rows = await drafts.lock_drafts_of_alarm(tx, ended.alarm)
    if not rows:
        raise NotYet("alarm", ended.alarm)
    for row in rows:
        if row.nights:
            await drafts.set_nights(tx, row, ended.alarm_nights)
