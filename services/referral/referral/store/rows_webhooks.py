"""Webhooks of organisations, and up to where each organisation has read its inbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from referral.domain.messages import MessageKind
from referral.domain.webhooks import Failure, WebhookStatus
from referral.store.rows import Row, instant
from sealing.keyring import SealedColumn


class WebhookRow(Row, table=True):
    """An address to which the messages of one inbox are sent, one at a time, in the order of their numbers.

    `version` counts what its organisation changed; how delivery goes is no change. `kinds`: null for all.
    `up_to`: every message up to this number was taken by the receiver, or is of another kind. `lease`: who
    has a message in hand, until `next_try_at`. The secrets are sealed under a data key of the webhook's own.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        Index("webhook_by_organisation", "organisation", "id"),
        Index("webhook_by_next_try", "next_try_at"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    organisation: UUID
    region: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    kinds: list[str] | None = Field(sa_column=Column(ARRAY(Text), nullable=True))
    secret: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    earlier_secret: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    earlier_until: datetime | None = Field(sa_column=instant(nullable=True))
    status: str = Field(sa_type=Text)
    since: datetime = Field(sa_column=instant())
    up_to: int
    delivered_at: datetime | None = Field(sa_column=instant(nullable=True))
    attempts: int
    failure: str | None = Field(sa_type=Text)
    next_try_at: datetime = Field(sa_column=instant())
    lease: UUID | None
    created_at: datetime = Field(sa_column=instant())

    @property
    def state(self) -> WebhookStatus:
        return WebhookStatus(self.status)

    @property
    def wanted(self) -> tuple[MessageKind, ...] | None:
        return None if self.kinds is None else tuple(map(MessageKind, self.kinds))

    @property
    def why(self) -> Failure | None:
        return Failure(self.failure) if self.failure else None


class ReadUpToRow(Row, table=True):
    """Up to which number the people of an organisation have read its inbox."""

    __tablename__ = "message_read_up_to"

    organisation: UUID = Field(primary_key=True)
    number: int
    read_at: datetime = Field(sa_column=instant())
