"""Send a notification of nothing to a webhook, at once, and say whether it was taken."""

from uuid import UUID

from referral.domain.webhooks import Failure
from referral.notifications import Notification
from referral.store import webhooks
from referral.usecases.webhook_secrets import open_secrets
from referral.webhook_sender import Outgoing, WebhookSender
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


async def try_webhook(
    tx: Transaction, webhook_id: UUID, sender: WebhookSender, public_address: str
) -> Failure | None:
    """In whatever state the webhook is, which stays as it is. While it is sent no connection is held."""
    row = await webhooks.webhook(tx, webhook_id)
    if row is None:
        raise NotFound
    secrets = await open_secrets(tx, row)
    by = tx.caller
    trial = Notification.trial(row.id, public_address, at=tx.now, role=by.role, organisation=by.organisation)
    await tx.session.commit()
    outgoing = Outgoing(row.url, secrets, str(trial.id), trial.to_bytes())
    return await sender.send(outgoing, at=tx.now)
