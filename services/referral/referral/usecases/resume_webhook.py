"""Go on with a webhook that was paused, or try one at once that is in trouble."""

from uuid import UUID

from referral.domain.webhooks import NEXT_OF_WEBHOOK, WebhookStatus
from referral.refusals import require_step
from referral.store import webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases.park_webhook import WEBHOOK_DELIVERY
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def resume_webhook(tx: Transaction, webhook_id: UUID, *, if_match: str | None) -> WebhookRow:
    """It goes on after the last message that was taken.

    Raises ImpossibleStep, VersionMissing, VersionStale.
    """
    row = await webhooks.lock_webhook(tx, webhook_id)
    require_step(NEXT_OF_WEBHOOK, row.state, WebhookStatus.ACTIVE)
    require_match(row, if_match)
    await tx.cancel_deadline(WEBHOOK_DELIVERY, row.id)
    return await webhooks.change(
        tx,
        row,
        version=row.version + 1,
        status=WebhookStatus.ACTIVE.value,
        since=tx.now,
        attempts=0,
        failure=None,
        # One that is being sent right now must not go out twice beside each other.
        **({} if row.lease else {"next_try_at": tx.now}),
    )
