"""An organisation wants nothing sent to an address any more."""

from uuid import UUID

from referral.store import webhooks
from referral.usecases.park_webhook import WEBHOOK_DELIVERY
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def delete_webhook(tx: Transaction, webhook_id: UUID, *, if_match: str | None) -> None:
    """Its secret is destroyed with it; the inbox stays. Raises VersionMissing, VersionStale."""
    row = await webhooks.lock_webhook(tx, webhook_id)
    require_match(row, if_match)
    await tx.cancel_deadline(WEBHOOK_DELIVERY, row.id)
    await tx.keyring.destroy(tx.session, row.id, at=tx.now)
    await webhooks.remove(tx, row.id)
