"""Send nothing to a webhook until it is resumed; what is told meanwhile waits in the inbox."""

from uuid import UUID

from referral.domain.webhooks import NEXT_OF_WEBHOOK, WebhookStatus
from referral.refusals import require_step
from referral.store import webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases.park_webhook import WEBHOOK_DELIVERY
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def pause_webhook(tx: Transaction, webhook_id: UUID, *, if_match: str | None) -> WebhookRow:
    """Nobody waits for it any more. Raises ImpossibleStep, VersionMissing, VersionStale."""
    row = await webhooks.lock_webhook(tx, webhook_id)
    require_step(NEXT_OF_WEBHOOK, row.state, WebhookStatus.PAUSED)
    require_match(row, if_match)
    await tx.cancel_deadline(WEBHOOK_DELIVERY, row.id)
    status = WebhookStatus.PAUSED.value
    return await webhooks.change(tx, row, version=row.version + 1, status=status, since=tx.now)
