"""Tables: where a young person lived, moves, doubles that are one person, and what an erasure leaves."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Text, text
from sqlmodel import Field

from referral.domain.erasure import ErasureGround
from referral.domain.merging import MergeStatus, WhyDespite
from referral.domain.residence import Residence, ResidenceKind, WhyNotPassed
from referral.store.rows import Row, codes, instant, reference


class ResidenceRow(Row, table=True):
    """One period of one kind in one municipality; what is not known is left open (LAW-06)."""

    __tablename__ = "residence"
    __table_args__ = (
        Index("residence_by_client", "client", "id"),
        CheckConstraint("first_day <= last_day", name="residence_in_order"),
    )

    id: UUID = Field(primary_key=True)
    client: UUID = Field(sa_column=reference("client.id"))
    kind: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    first_day: date | None = Field(sa_type=Date)
    last_day: date | None = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def residence(self) -> Residence:
        return Residence(ResidenceKind(self.kind), self.municipality, self.first_day, self.last_day)


class MoveRow(Row, table=True):
    """Somebody moved. `from_municipality` paid before it, `who_pays` after it, by the rule of residence.

    `why_not`: why nothing passed to another municipality, where nothing did.
    """

    __tablename__ = "client_move"
    __table_args__ = (Index("client_move_by_client", "client", "id"),)

    id: UUID = Field(primary_key=True)
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    kind: str = Field(sa_type=Text)
    from_municipality: str = Field(sa_type=Text)
    to_municipality: str = Field(sa_type=Text)
    moved_on: date = Field(sa_type=Date)
    who_pays: str = Field(sa_type=Text)
    why_not: str | None = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def what(self) -> ResidenceKind:
        return ResidenceKind(self.kind)

    @property
    def passes(self) -> bool:
        """Whether another municipality pays from then on."""
        return self.why is None

    @property
    def why(self) -> WhyNotPassed | None:
        return WhyNotPassed(self.why_not) if self.why_not else None


class MergeRow(Row, table=True):
    """`double` is the same young person as `kept`; each keeps its own key and what is sealed under that.

    `despite`: why they are one though they were not entered alike.
    """

    __tablename__ = "client_merge"
    __table_args__ = (
        Index("client_merge_once", "double", unique=True, postgresql_where=text("status = 'merged'")),
        Index("client_merge_by_kept", "kept"),
        CheckConstraint("kept <> double", name="client_merge_of_two"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    kept: UUID = Field(sa_column=reference("client.id"))
    double: UUID = Field(sa_column=reference("client.id"))
    merged_at: datetime = Field(sa_column=instant())
    merged_by: UUID
    split_until: datetime = Field(sa_column=instant())
    despite: str | None = Field(sa_type=Text)
    split_at: datetime | None = Field(sa_column=instant(nullable=True))
    split_by: UUID | None

    @property
    def state(self) -> MergeStatus:
        return MergeStatus(self.status)

    @property
    def why_despite(self) -> WhyDespite | None:
        return WhyDespite(self.despite) if self.despite else None


class ErasureRow(Row, table=True):
    """That somebody was erased, on whose word and by whom; nothing of who it was (LAW-11)."""

    __tablename__ = "erasure"
    __table_args__ = (Index("erasure_once", "client", unique=True),)

    id: UUID = Field(primary_key=True)
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    ground: str = Field(sa_type=Text)
    asked_on: date = Field(sa_type=Date)
    set_aside: list[str] = Field(sa_column=codes())
    erased_at: datetime = Field(sa_column=instant())
    erased_by: UUID
    erased_role: str = Field(sa_type=Text)

    @property
    def why(self) -> ErasureGround:
        return ErasureGround(self.ground)
