"""Decision letters: what each is about and how far it is, and its PDF."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlmodel import Field

from referral.domain.letter import LetterKind, LetterStatus
from referral.domain.people import Delivery
from referral.store.rows import Row, instant, reference
from region_policy.language import Language
from sealing.keyring import SealedColumn


class LetterRow(Row, table=True):
    """A decision letter. `about`: the decision or the later change, or where that is a refusal the referral.

    `sha256` is that of the PDF in clear. `objection_until`: the last day, in Europe/Amsterdam.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("letter_by_what_it_is_about", "about", unique=True),
        Index("letter_by_referral", "referral", "id"),
        Index("letter_waiting", "next_try_at", postgresql_where=text("status = 'waiting'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    about: UUID
    kind: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    ordered_at: datetime = Field(sa_column=instant())
    attempts: int
    next_try_at: datetime = Field(sa_column=instant())
    recipient: str | None = Field(sa_type=Text)
    deliver_by: str | None = Field(default=None, sa_type=Text)
    sent_at: datetime | None = Field(sa_column=instant(nullable=True))
    objection_until: date | None = Field(sa_type=Date)
    sha256: str | None = Field(sa_type=Text)

    @property
    def state(self) -> LetterStatus:
        return LetterStatus(self.status)

    @property
    def what(self) -> LetterKind:
        return LetterKind(self.kind)

    @property
    def way(self) -> Delivery | None:
        return Delivery(self.deliver_by) if self.deliver_by else None

    @property
    def tongue(self) -> Language:
        return Language(self.language)

    @property
    def decision(self) -> UUID | None:
        """None of a refusal, which is no decision of its own in the room `access`, and of a change."""
        return None if self.what in {LetterKind.REFUSAL, LetterKind.CHANGE} else self.about

    @property
    def change(self) -> UUID | None:
        """The change of running help in the room `access`."""
        return self.about if self.what is LetterKind.CHANGE else None


class LetterDocumentRow(Row, table=True):
    """The PDF of a letter, sealed."""

    __tablename__ = "letter_document"

    letter: UUID = Field(sa_column=Column(Uuid, ForeignKey("letter.id"), primary_key=True))
    pdf: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
