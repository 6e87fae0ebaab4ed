"""A message as a CloudEvent (NL GOV profile): what a webhook sends, and what `GET /events` lists.

It says that something happened and where to read it, not what: whoever sees it passing by, or by whom it is
kept, learns nothing of a person. The details are read with a token, at `dataref`.
"""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.messages import MessageKind
from referral.store.rows_messages import MessageRow
from wirekit.identifiers import uuid7
from wirekit.models import Answer

PUBLIC_PATH = "/api/referral/v1"
CONTENT_TYPE = "application/cloudevents+json"
SOURCE = "urn:nld:wegwijs:referral"


class NotificationData(Answer):
    """`about`: the placement request, handover, consultation or webhook where the message is about one."""

    kind: MessageKind
    referral: UUID | None
    about: UUID | None


class WebhookTried(Answer):
    webhook: UUID


class Notification(Answer):
    """`id` is the id of the message and the same however often it is sent: leave out what you had before.

    `sequence`: its number in your inbox, absent of a trial. `actorrole`, `actororganisation`: who acted,
    absent where it must stay secret where a young person is.
    """

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = SOURCE
    type: str
    time: AwareDatetime
    subject: UUID
    datacontenttype: Literal["application/json"] = "application/json"
    dataref: str
    sequence: str | None
    sequencetype: Literal["Integer"] = "Integer"
    actorrole: str
    actororganisation: UUID | None
    data: NotificationData | WebhookTried

    @classmethod
    def of(cls, row: MessageRow, public_address: str) -> Self:
        return cls(
            id=row.id,
            type=f"nl.wegwijs.message.{row.kind}.v1",
            time=row.told_at,
            subject=row.referral or row.about or row.id,
            dataref=f"{public_address}{PUBLIC_PATH}/messages/{row.id}",
            sequence=str(row.number),
            actorrole=row.acted_role,
            actororganisation=row.acted_organisation,
            data=NotificationData(kind=row.what, referral=row.referral, about=row.about),
        )

    @classmethod
    def trial(
        cls, webhook: UUID, public_address: str, *, at: datetime, role: str, organisation: UUID
    ) -> Self:
        """A notification of nothing, by which a receiver is tried."""
        return cls(
            id=uuid7(),
            type="nl.wegwijs.webhook.tried.v1",
            time=at,
            subject=webhook,
            dataref=f"{public_address}{PUBLIC_PATH}/webhooks/{webhook}",
            sequence=None,
            actorrole=role,
            actororganisation=organisation,
            data=WebhookTried(webhook=webhook),
        )

    def to_bytes(self) -> bytes:
        return self.model_dump_json(exclude_none=True).encode()
