"""The secrets of a webhook: sealed under a data key of its own, opened only to sign."""

from referral.store.rows_webhooks import WebhookRow
from sealing.keyring import Sealed
from servicekit.transaction import Transaction

SECRET = "webhook/secret"  # noqa: S105  # the name of the sealed field
EARLIER_SECRET = "webhook/earlier-secret"  # noqa: S105


async def open_secret(tx: Transaction, row: WebhookRow) -> str:
    key = await tx.keyring.data_key(tx.session, row.id)
    return key.open(Sealed(row.secret), SECRET)


async def open_secrets(tx: Transaction, row: WebhookRow) -> tuple[str, ...]:
    """Those that count now: the newest, and for a day the one before it."""
    key = await tx.keyring.data_key(tx.session, row.id)
    newest = key.open(Sealed(row.secret), SECRET)
    if row.earlier_secret is None or row.earlier_until is None or row.earlier_until <= tx.now:
        return (newest,)
    return newest, key.open(Sealed(row.earlier_secret), EARLIER_SECRET)
