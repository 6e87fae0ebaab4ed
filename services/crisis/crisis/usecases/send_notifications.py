"""Send what waits: each notification at least once with one key, every try stored with its outcome.

The sending lies between two transactions, in none. The first one leases the notification and stores that a
try begins; the second one stores what came of it. Who dies in between leaves a lease that ends: it is sent
once more.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from crisis.channels import Channels, Outgoing
from crisis.channels.outgoing import Occasion
from crisis.domain.alarm import Alarm, AlarmStatus
from crisis.domain.calling import AttemptKind
from crisis.domain.notification import Recipient, Sending, reaches_nobody
from crisis.settings import Settings
from crisis.store import alarms, attempts, notifications, roster
from crisis.store.notifications import Taken
from crisis.usecases.call_on_next import pass_over
from crisis.usecases.notify import TOKEN
from crisis.usecases.resources import channels_of
from sealing.keyring import Erased
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions, database_is_away
from wirekit.caller import Caller
from wirekit.logs import log
from wirekit.texts import Text

ROOM = Caller("room:crisis", PLATFORM, "service")
OPERATION = "send_notifications"
LOOK_EVERY_SECONDS = 0.5
AT_ONCE = 4
"""So many are under way on one channel: one that hangs holds up itself and no other."""


@dataclass(frozen=True)
class Due:
    """A notification that is leased, with the try that has begun and what is sent."""

    taken: Taken
    try_id: UUID
    outgoing: Outgoing


async def keep_notifying(_: Settings, transactions: Transactions) -> None:
    """Look every half second; after a time away, all that is still needed goes out at the first look."""
    under_way: Counter[str] = Counter()
    channels: Channels = transactions.resources.channels
    await asyncio.to_thread(channels.get_ready)

    async def send(due: Due) -> None:
        try:
            await send_one(transactions, due)
        except Exception as error:
            log.warning("what came of a notification is not stored", exc_info=error)
        finally:
            under_way[due.taken.channel] -= 1

    async with asyncio.TaskGroup() as group:
        while True:
            try:
                while due := await take_next(transactions, busy=_busy(under_way)):
                    under_way[due.taken.channel] += 1
                    group.create_task(send(due))
            except Exception as error:
                log.warning("notifications wait", exc_info=error)
            await asyncio.sleep(LOOK_EVERY_SECONDS)


def _busy(under_way: Counter[str]) -> list[str]:
    return [channel for channel, count in under_way.items() if count >= AT_ONCE]


async def take_next(transactions: Transactions, *, busy: Collection[str] = ()) -> Due | None:
    """Lease the one that waits the longest; None when none does. Many workers may do this at once."""
    async with transactions.begin(ROOM, operation=OPERATION) as tx:
        lease = channels_of(tx).lease
        while taken := await notifications.take_next(tx, for_=lease, busy=busy):
            try:
                async with tx.session.begin_nested():
                    outgoing = await _outgoing(tx, taken)
            except Exception as error:
                if database_is_away(error):
                    raise
                # One that cannot be made must not keep those behind it waiting.
                log.error("a notification cannot be made", alarm=str(taken.alarm), exc_info=error)
                await notifications.put_off(tx, taken)
                continue
            if outgoing:
                return Due(taken, await notifications.begin_try(tx, taken), outgoing)
            await notifications.put_aside(tx, taken)
    return None


async def send_one(transactions: Transactions, due: Due) -> Sending:
    """Send it, and store what came of it; who can be reached by no channel is passed over."""
    channels: Channels = transactions.resources.channels
    outcome = await channels.send(due.taken.channel, due.outgoing)
    async with transactions.begin(ROOM, operation=OPERATION) as tx:
        # The alarm first, as everybody else does who locks both.
        alarm = await alarms.alarm(tx, due.taken.alarm, lock=True) if outcome is Sending.REFUSED else None
        await notifications.end_try(tx, due.taken, due.try_id, outcome)
        if alarm is not None and due.taken.recipient is Recipient.WORKER:
            await _pass_over_if_unreachable(tx, alarm, due.taken)
    if outcome is not Sending.SENT:
        log.warning("a notification was not taken", channel=due.taken.channel, outcome=outcome)
    return outcome


async def _pass_over_if_unreachable(tx: Transaction, alarm: Alarm, taken: Taken) -> None:
    asked = await attempts.attempts(tx, alarm.id)
    attempt = next(each for each in asked if each.id == taken.attempt)
    if attempt.kind is AttemptKind.CALL and reaches_nobody(await notifications.statuses(tx, attempt.id)):
        await pass_over(tx, alarm, attempt, asked)


async def _outgoing(tx: Transaction, taken: Taken) -> Outgoing | None:
    """What is sent; None where the alarm has been closed, and with it all that could be pressed."""
    alarm = await alarms.alarm(tx, taken.alarm)
    if alarm is None or alarm.status is AlarmStatus.CLOSED:
        return None
    attempt, sealed = await attempts.with_token(tx, taken.attempt)
    line = await roster.duty_line(tx, attempt.line) if attempt.line else None
    worker = await roster.worker(tx, attempt.worker) if attempt.worker else None
    path, occasion = f"/alarms/{alarm.id}", Occasion.UNANSWERED
    if taken.recipient is Recipient.WORKER:
        if worker is None or sealed is None:
            return None
        occasion = Occasion.REMINDER if attempt.kind is AttemptKind.REMINDER else Occasion.CALL
        try:
            key = await tx.keyring.data_key(tx.session, alarm.id)
        except Erased:
            return None
        path = f"/called/{key.open(sealed, TOKEN)}"
    return Outgoing(
        key=taken.id,
        occasion=occasion,
        is_drill=alarm.is_drill,
        danger=alarm.danger,
        line=Text(nl=line.name_nl, en=line.name_en) if line else None,
        link=channels_of(tx).public_address + path,
        at=tx.now,
        telephone=worker.telephone if worker and occasion is not Occasion.UNANSWERED else None,
        push=worker.push if worker and occasion is not Occasion.UNANSWERED else None,
    )
