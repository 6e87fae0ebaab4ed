"""A webhook took nothing for 24 hours: it is parked, its organisation and the platform are told."""

from datetime import timedelta

from referral.domain.messages import MessageKind
from referral.domain.webhooks import IN_TROUBLE, WebhookStatus
from referral.store import webhooks
from referral.store.messages import tell
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.logs import log

WEBHOOK_DELIVERY = "webhook-delivery"
TOLD_AGAIN_AFTER = timedelta(days=1)


async def park_webhook(tx: Transaction, missed: Deadline) -> None:
    """From now on it is only probed, and goes on by itself. The kit tells the platform, daily."""
    row = await webhooks.lock_if_there(tx, missed.ref)
    if row is None or row.state not in IN_TROUBLE:
        return
    if row.state is WebhookStatus.FAILING:
        await webhooks.change(tx, row, status=WebhookStatus.PARKED.value, since=tx.now)
        await tell(tx, [row.organisation], MessageKind.WEBHOOK_PARKED, about=row.id)
        log.error("webhook parked", webhook=str(row.id), organisation=str(row.organisation))
    due_at = tx.now + TOLD_AGAIN_AFTER
    tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)
