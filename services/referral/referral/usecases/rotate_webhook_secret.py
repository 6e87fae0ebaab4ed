"""Give a webhook another secret; for a day what is sent is signed with both, so that nothing is refused."""

import secrets
from uuid import UUID

from referral.domain.webhooks import EARLIER_SECRET_COUNTS_FOR
from referral.store import webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases.webhook_secrets import EARLIER_SECRET, SECRET
from sealing.keyring import Sealed
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.signing import SECRET_BYTES, secret_of


async def rotate_webhook_secret(
    tx: Transaction, webhook_id: UUID, *, if_match: str | None
) -> tuple[WebhookRow, str]:
    """The webhook and its new secret, which is shown here only. Raises VersionMissing, VersionStale."""
    row = await webhooks.lock_webhook(tx, webhook_id)
    require_match(row, if_match)
    key = await tx.keyring.data_key(tx.session, webhook_id)
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    changed = await webhooks.change(
        tx,
        row,
        version=row.version + 1,
        secret=key.seal(secret, SECRET),
        earlier_secret=key.seal(key.open(Sealed(row.secret), SECRET), EARLIER_SECRET),
        earlier_until=tx.now + EARLIER_SECRET_COUNTS_FOR,
    )
    return changed, secret
