"""An organisation lets its messages be sent to an address of its own."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.domain.webhooks import MOST_OF_ONE_ORGANISATION, WebhookStatus
from referral.refusals import TOO_MANY_WEBHOOKS
from referral.store import messages, webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases.webhook_secrets import SECRET, open_secret
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken
from wirekit.signing import SECRET_BYTES, secret_of


@dataclass(frozen=True)
class WebhookWanted:
    url: str
    kinds: tuple[MessageKind, ...] | None


async def make_webhook(
    tx: Transaction, organisation: Organisation, wanted: WebhookWanted, *, key: str, body: BaseModel
) -> tuple[WebhookRow, str | None]:
    """A webhook for what is told from now on, and its secret; what was told before is read by `GET /events`.

    The same key again answers as the first time, with the secret, until the webhook was changed: the first
    answer may have been lost. Raises KeyReused, NotFound (made with this key, and deleted), RuleBroken.
    """
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        made = await webhooks.webhook(tx, claimed.resource_id)
        if made is None:
            raise NotFound
        return made, await open_secret(tx, made) if made.version == 1 else None
    if await webhooks.count_of_organisation(tx, organisation.id) >= MOST_OF_ONE_ORGANISATION:
        raise RuleBroken(reasons=[TOO_MANY_WEBHOOKS])
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    row = await _add(tx, organisation, wanted, claimed.resource_id, secret)
    return row, secret


async def _add(
    tx: Transaction, organisation: Organisation, wanted: WebhookWanted, webhook_id: UUID, secret: str
) -> WebhookRow:
    data_key = await tx.keyring.new_data_key(tx.session, webhook_id, at=tx.now)
    await messages.number_inbox(tx, organisation.id)
    return await webhooks.add(
        tx,
        {
            "id": webhook_id,
            "version": 1,
            "organisation": organisation.id,
            "region": min(organisation.regions),  # a deadline names one; any in which it works will do
            "url": wanted.url,
            "kinds": None if wanted.kinds is None else [kind.value for kind in wanted.kinds],
            "secret": data_key.seal(secret, SECRET),
            "status": WebhookStatus.ACTIVE.value,
            "since": tx.now,
            "up_to": await messages.last_number(tx, organisation.id),
            "attempts": 0,
            "next_try_at": tx.now,
            "created_at": tx.now,
        },
    )
