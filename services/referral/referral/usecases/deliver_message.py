"""Send messages to webhooks: one at a time to each, in the order of the inbox, until it is taken.

The sending lies between two transactions, in none. The first one leases the webhook, so that nobody else
sends to it meanwhile; the second one stores what came of it, while that lease stands. Who dies in between
leaves a lease that ends: the message is sent once more, with the same id.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from referral.domain.messages import MessageKind
from referral.domain.webhooks import GIVES_UP_AFTER, IN_TROUBLE, Failure, WebhookStatus, pause_after
from referral.notifications import Notification
from referral.settings import Settings
from referral.store import messages, webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases.park_webhook import WEBHOOK_DELIVERY
from referral.usecases.webhook_secrets import open_secrets
from referral.webhook_sender import Outgoing, WebhookSender
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.logs import log

ROOM = Caller("room:referral", PLATFORM, "service")
OPERATION = "deliver_message"
LOOK_EVERY_SECONDS = 0.5
AT_ONCE = 8
"""So many webhooks are served beside each other, or a slow one would hold up the rest."""


async def keep_delivering(settings: Settings, transactions: Transactions) -> None:
    """Look every half second; after a time away, all that was told meanwhile goes out."""
    sender, busy = WebhookSender(settings, at_once=AT_ONCE), set[asyncio.Task[None]]()
    try:
        while True:
            try:
                while len(busy) < AT_ONCE and (due := await take_next(transactions, settings)):
                    task = asyncio.create_task(_deliver(transactions, settings, sender, due))
                    busy.add(task)
                    task.add_done_callback(busy.discard)
            except Exception as error:
                log.warning("webhooks wait", exc_info=error)
                await asyncio.sleep(LOOK_EVERY_SECONDS)
            if busy:
                await asyncio.wait(busy, timeout=LOOK_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(LOOK_EVERY_SECONDS)
    finally:
        for task in busy:
            task.cancel()


async def deliver_next(transactions: Transactions, settings: Settings, sender: WebhookSender) -> bool:
    """Try the message that is due the longest. False when none is."""
    due = await take_next(transactions, settings)
    if due is not None:
        await deliver_message(transactions, settings, sender, due)
    return due is not None


@dataclass(frozen=True)
class Due:
    """A webhook that was leased, and the message that it gets next: its number, and what is sent."""

    row: WebhookRow
    number: int
    outgoing: Outgoing


async def take_next(transactions: Transactions, settings: Settings) -> Due | None:
    """Lease the webhook that waits the longest for a message; None when none does."""
    while True:
        async with transactions.begin(ROOM, operation=OPERATION) as tx:
            row = await webhooks.take_next(tx, for_=settings.webhook_lease)
            if row is None:
                return None
            found = await messages.messages_for(
                tx, row.organisation, after=row.up_to, kinds=row.wanted, limit=1
            )
            if found:
                return await _due(tx, row, Notification.of(found[0], settings.public_address))
            # All that came is of kinds that it does not want.
            await _go_on(tx, row, await messages.last_number(tx, row.organisation))


async def deliver_message(
    transactions: Transactions, settings: Settings, sender: WebhookSender, due: Due
) -> None:
    """Send it, and store what came of it."""
    failure = await sender.send(due.outgoing, at=transactions.clock())
    async with transactions.begin(ROOM, operation=OPERATION) as tx:
        row = await webhooks.lock_leased(tx, due.row)
        if row is None:
            return
        if failure is None:
            await _go_on(tx, row, due.number, delivered_at=tx.now)
        else:
            await _try_again(tx, row, failure, settings)


async def _deliver(transactions: Transactions, settings: Settings, sender: WebhookSender, due: Due) -> None:
    try:
        await deliver_message(transactions, settings, sender, due)
    except Exception as error:
        log.warning("a message waits", webhook=str(due.row.id), exc_info=error)


async def _due(tx: Transaction, row: WebhookRow, notification: Notification) -> Due:
    secrets = await open_secrets(tx, row)
    outgoing = Outgoing(row.url, secrets, str(notification.id), notification.to_bytes())
    return Due(row, int(notification.sequence or 0), outgoing)


async def _go_on(tx: Transaction, row: WebhookRow, number: int, **delivered: datetime) -> None:
    """Everything up to this number is done; what was in trouble is so no more."""
    changes: dict[str, Any] = {"up_to": number, "lease": None, "next_try_at": tx.now, **delivered}
    if row.state in IN_TROUBLE:
        changes |= {"status": WebhookStatus.ACTIVE.value, "since": tx.now, "attempts": 0, "failure": None}
        await tx.cancel_deadline(WEBHOOK_DELIVERY, row.id)
    if row.state is WebhookStatus.PARKED:
        await messages.tell(tx, [row.organisation], MessageKind.WEBHOOK_RESUMED, about=row.id)
        log.warning("webhook resumed", webhook=str(row.id), organisation=str(row.organisation))
    await webhooks.change(tx, row, **changes)


async def _try_again(tx: Transaction, row: WebhookRow, failure: Failure, settings: Settings) -> None:
    """Later, and later each time; a parked one at a slow pace for ever. A paused one only loses its lease."""
    attempts = row.attempts + 1
    pause = timedelta(seconds=settings.webhook_probe_seconds)
    if row.state is not WebhookStatus.PARKED:
        first = timedelta(seconds=settings.webhook_first_pause_seconds)
        longest = timedelta(seconds=settings.webhook_longest_pause_seconds)
        pause = pause_after(attempts, first=first, longest=longest)
    changes: dict[str, Any] = {"lease": None, "next_try_at": tx.now + pause}
    if row.state is not WebhookStatus.PAUSED:
        changes |= {"attempts": attempts, "failure": failure.value}
    if row.state is WebhookStatus.ACTIVE:
        changes |= {"status": WebhookStatus.FAILING.value, "since": tx.now}
        owner, due_at = str(row.organisation), tx.now + GIVES_UP_AFTER
        tx.set_deadline(WEBHOOK_DELIVERY, row.id, region=row.region, owner=owner, due_at=due_at)
    await webhooks.change(tx, row, **changes)
