"""Webhooks: those of an organisation, and the one that is to be served next."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, delete, exists, func, insert, or_, select, update
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.webhooks import WebhookStatus
from referral.store.rows import ReferralRow
from referral.store.rows_messages import MessageRow
from referral.store.rows_webhooks import WebhookRow
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import NotFound

RECIPIENT, OWNER = "recipient", "owning-organisation"
"""The relations that permissions.yaml names of a message and of a webhook."""

# Built once: to build it costs more than to run it.
_instant = DateTime(timezone=True)
_now = bindparam("now", type_=_instant)
_this, _known = col(WebhookRow.id), tables.organisation.c
_in_its_inbox = col(MessageRow.recipient) == col(WebhookRow.organisation)
_next = (
    select(_this)
    .where(
        col(WebhookRow.status) != WebhookStatus.PAUSED.value,
        col(WebhookRow.next_try_at) <= _now,
        or_(
            exists().where(_in_its_inbox, col(MessageRow.number).is_(None)),
            exists().where(_in_its_inbox, col(MessageRow.number) > col(WebhookRow.up_to)),
        ),
        # Who has left the register is told nothing more, by whichever door.
        exists().where(
            _known.id == col(WebhookRow.organisation),
            or_(_known.active_until.is_(None), _known.active_until > _now),
        ),
    )
    .order_by(col(WebhookRow.next_try_at))
    .limit(1)
    .with_for_update(skip_locked=True, of=WebhookRow)
)
TAKE_NEXT = (
    update(WebhookRow)
    .where(_this == _next.scalar_subquery())
    .values(lease=bindparam("lease_"), next_try_at=bindparam("until", type_=_instant))
    .returning(WebhookRow)
)


async def take_next(tx: Transaction, *, for_: timedelta) -> WebhookRow | None:
    """The webhook that has messages and waits the longest, leased: nobody else takes it for so long.

    Should the process end meanwhile, another one takes it then.
    """
    given = {"now": tx.now, "until": tx.now + for_, "lease_": uuid7()}
    return (await tx.session.execute(TAKE_NEXT, given)).scalar_one_or_none()


async def lock_leased(tx: Transaction, row: WebhookRow) -> WebhookRow | None:
    """The webhook as it is now, while this lease of it stands."""
    return await _locked(tx, _this == row.id, col(WebhookRow.lease) == row.lease)


async def lock_webhook(tx: Transaction, webhook_id: UUID) -> WebhookRow:
    """Raises NotFound where it was deleted since the caller was let through."""
    found = await _locked(tx, _this == webhook_id)
    if found is None:
        raise NotFound
    return found


async def lock_if_there(tx: Transaction, webhook_id: UUID) -> WebhookRow | None:
    """Waits for nobody: see `lock_referral`."""
    return await _locked(tx, _this == webhook_id, wait=False)


async def _locked(tx: Transaction, *where: Any, wait: bool = True) -> WebhookRow | None:
    query = select(WebhookRow).where(*where).with_for_update(nowait=not wait)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def add(tx: Transaction, values: dict[str, Any]) -> WebhookRow:
    return (await tx.session.execute(insert(WebhookRow).values(values).returning(WebhookRow))).scalar_one()


async def change(tx: Transaction, row: WebhookRow, **values: Any) -> WebhookRow:
    """Write these values of a locked webhook."""
    statement = update(WebhookRow).where(_this == row.id).values(values).returning(WebhookRow)
    fresh = statement.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one()


async def remove(tx: Transaction, webhook_id: UUID) -> None:
    await tx.session.execute(delete(WebhookRow).where(_this == webhook_id))


async def webhook(tx: Transaction, webhook_id: UUID) -> WebhookRow | None:
    return (await tx.session.execute(select(WebhookRow).where(_this == webhook_id))).scalar_one_or_none()


async def of_organisation(tx: Transaction, organisation: UUID) -> list[WebhookRow]:
    query = select(WebhookRow).where(col(WebhookRow.organisation) == organisation).order_by(_this)
    return list((await tx.session.execute(query)).scalars())


async def count_of_organisation(tx: Transaction, organisation: UUID) -> int:
    query = select(func.count()).where(col(WebhookRow.organisation) == organisation)
    return (await tx.session.execute(query)).scalar_one()


async def standing_in_webhook(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = select(col(WebhookRow.organisation), col(WebhookRow.region)).where(_this == ref)
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    return Standing(frozenset({OWNER} if row.organisation == organisation.id else ()), row.region)


async def standing_in_message(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """A message is of no region: who has it may work in another one than its referral."""
    query = (
        select(col(MessageRow.recipient), col(ReferralRow.client))
        .outerjoin(ReferralRow, col(ReferralRow.id) == col(MessageRow.referral))
        .where(col(MessageRow.id) == ref)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    return Standing(frozenset({RECIPIENT} if row.recipient == organisation.id else ()), "any", row.client)
