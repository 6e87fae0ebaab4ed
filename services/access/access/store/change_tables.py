"""The tables of what happens to help that runs: changes, reviews, growing up, contracts that end."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from access.store.desk_tables import _instant
from access.store.tables import Row
from sealing.keyring import Sealed, SealedColumn


class ChangeRow(Row, table=True):
    """A change by the municipality, with what it did to the ceiling (cents) and the volume: etmalen, or
    units of a product.

    `followed_by`: the entitlement at a lighter intensity that came in the place of this one.
    """

    __tablename__ = "entitlement_change"
    __table_args__ = (
        Index("change_by_entitlement", "entitlement_id", "id"),
        Index("change_by_municipality", "municipality", "kind", "changed_at"),
        Index("change_by_client", "client", "component"),
    )

    id: UUID = Field(primary_key=True)
    entitlement_id: UUID = Field(foreign_key="entitlement.id")
    request_id: UUID = Field(foreign_key="request.id")
    client: UUID
    municipality: str = Field(sa_type=Text)
    component: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    policy_sha256: str = Field(sa_column=Column(Text, ForeignKey("policy_text.sha256"), nullable=False))
    valid_until: date
    valid_until_before: date
    committed_by_cents: int = Field(sa_type=BigInteger)
    etmalen_by: int
    quantity_by: int
    schedule: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    followed_by: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("entitlement.id"), nullable=True))
    overrides: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    noted: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    words: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    changed_at: datetime = Field(sa_column=_instant())


class ReviewRow(Row, table=True):
    """A day on which the local team looks again; `finding` is sealed."""

    __tablename__ = "review_task"
    __table_args__ = (
        UniqueConstraint("entitlement_id", "after_days", name="review_once_per_day_of_the_policy"),
        CheckConstraint("num_nonnulls(outcome, finding, done_at) IN (0, 3)", name="review_done_whole"),
        Index("review_by_municipality", "municipality", "due_on", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    entitlement_id: UUID = Field(foreign_key="entitlement.id")
    request_id: UUID = Field(foreign_key="request.id")
    client: UUID
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    after_days: int
    due_on: date
    outcome: str | None = Field(sa_type=Text)
    finding: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    done_at: datetime | None = Field(sa_column=_instant(nullable=True))


class FollowOnRow(Row, table=True):
    """What comes after this help once its young person is eighteen, or that nothing needs to."""

    __tablename__ = "follow_on"
    __table_args__ = (
        CheckConstraint("(kind = 'prolonged') = (ground IS NOT NULL)", name="prolonged_has_a_ground"),
    )

    entitlement_id: UUID = Field(primary_key=True, foreign_key="entitlement.id")
    kind: str = Field(sa_type=Text)
    ground: str | None = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=_instant())


class AgeRow(Row, table=True):
    """That a client was told to be so many months old, and on which day that was heard."""

    __tablename__ = "age_reached"

    client: UUID = Field(primary_key=True)
    months: int = Field(primary_key=True)
    heard_on: date


class PerspectivePlanRow(Row, table=True):
    """Whose plan it is and from which day; what stands in it is known to `referral` only."""

    __tablename__ = "perspective_plan"
    __table_args__ = (
        CheckConstraint("num_nonnulls(owner_organisation, owner_role) = 1", name="plan_has_one_owner"),
    )

    client: UUID = Field(primary_key=True)
    version: int
    owner_organisation: UUID | None
    owner_role: str | None = Field(sa_type=Text)
    made_on: date
    kept_at: datetime = Field(sa_column=_instant())


class ContractRow(Row, table=True):
    """A read model: the contracts that `provider-registry` tells of. `valid_until`: the last day."""

    __tablename__ = "known_contract"
    __table_args__ = (Index("known_contract_by_provider", "provider"),)

    id: UUID = Field(primary_key=True)
    provider: UUID
    care_form: str = Field(sa_type=Text)
    level: str | None = Field(sa_type=Text)
    regions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    municipalities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    valid_from: date
    valid_until: date | None
