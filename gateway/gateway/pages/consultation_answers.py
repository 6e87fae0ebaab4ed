"""What the room `referral` answers about consultations."""

from datetime import datetime
from uuid import UUID

from gateway.pages.answers import Read


class ConsultationListed(Read):
    id: UUID
    version: int
    status: str
    asker: UUID
    provider: UUID
    age: int
    domains: tuple[str, ...]
    asked_at: datetime
    reply_by: datetime
    closed_at: datetime | None
    decline_reason: str | None


class ConsultationRead(ConsultationListed):
    """`referral`: what the asker made of it; the specialist does not see it."""

    question: str
    reply: str | None
    referral: UUID | None
