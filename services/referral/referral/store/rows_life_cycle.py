"""Tables of the life cycle: what may not be destroyed, what was, refusals, corrections, own statements."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, Index, Text, text
from sqlmodel import Field

from referral.domain.life_cycle import AskedBy, Correctable, HoldKind, RefusalGround
from referral.domain.secrecy import MarkStatus
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class LegalHoldRow(Row, table=True):
    """A young person of whom nothing is destroyed for now. Why exactly is sealed; of which kind is not."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("legal_hold_by_client", "client", "id"),
        Index("legal_hold_one", "client", "kind", unique=True, postgresql_where=text("status = 'in-force'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    kind: str = Field(sa_type=Text)
    reason: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    set_at: datetime = Field(sa_column=instant())
    set_by: UUID
    lifted_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    lifted_by: UUID | None = None

    @property
    def state(self) -> MarkStatus:
        return MarkStatus(self.status)

    @property
    def what(self) -> HoldKind:
        return HoldKind(self.kind)


class ErasureRefusalRow(Row, table=True):
    """That a request for erasure was refused, with the answer that was given."""

    __tablename__ = "erasure_refusal"
    __table_args__ = (Index("erasure_refusal_by_client", "client", "id"),)

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    ground: str = Field(sa_type=Text)
    asked_by: str = Field(sa_type=Text)
    asked_on: date = Field(sa_type=Date)
    answer: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def why(self) -> RefusalGround:
        return RefusalGround(self.ground)

    @property
    def who(self) -> AskedBy:
        return AskedBy(self.asked_by)


class CorrectionRow(Row, table=True):
    """What stood in a referral before it was put right."""

    __tablename__ = "correction"
    __table_args__ = (Index("correction_by_referral", "referral", "id"),)

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    field: str = Field(sa_type=Text)
    before: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    reason: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    asked_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID
    recorded_role: str = Field(sa_type=Text)

    @property
    def what(self) -> Correctable:
        return Correctable(self.field)

    @property
    def who(self) -> AskedBy:
        return AskedBy(self.asked_by)


class StatementRow(Row, table=True):
    """What the young person or a parent wants to have stand beside what a professional wrote."""

    __tablename__ = "own_statement"
    __table_args__ = (Index("own_statement_by_referral", "referral", "id"),)

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    said_by: str = Field(sa_type=Text)
    words: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def who(self) -> AskedBy:
        return AskedBy(self.said_by)


class DestroyedRow(Row, table=True):
    """That something was destroyed, and why. `ref`: what it was, by a reference that leads nowhere any more;
    `count`: how many, where they were destroyed together."""

    __tablename__ = "destroyed"
    __table_args__ = (
        Index("destroyed_by_municipality", "municipality", "id"),
        CheckConstraint("count >= 1", name="destroyed_something"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    ref: UUID | None = None
    count: int
    region: str = Field(sa_type=Text)
    municipality: str | None = Field(default=None, sa_type=Text)
    ground: str = Field(sa_type=Text)
    destroyed_at: datetime = Field(sa_column=instant())
    destroyed_by: UUID
    destroyed_role: str = Field(sa_type=Text)
