"""Tables of young persons and parents who look in their own file. A null `person` is the young person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, SmallInteger, Text, Uuid, text
from sqlmodel import Field

from referral.domain.my_file import ClosedPart, LinkCodeStatus, PlanKind, WhyClosed
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


def _person() -> "Column[UUID | None]":
    return Column(Uuid, ForeignKey("person_with_say.id"), nullable=True)


class LinkCodeRow(Row, table=True):
    """A code for one person of a case. `selector`: the part of it by which it is found, of no use without
    the rest; of the whole only the keyed hash is here. `valid_until` in UTC."""

    __tablename__ = "link_code"
    __table_args__ = (
        Index("link_code_by_selector", "selector", postgresql_where=text("status = 'open'")),
        Index(
            "link_code_one_open",
            "client",
            "person",
            unique=True,
            postgresql_where=text("status = 'open'"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    status: str = Field(sa_type=Text)
    person: UUID | None = Field(sa_column=_person())
    selector: str = Field(sa_type=Text)
    code_hash: bytes = Field(sa_type=LargeBinary)
    wrong_tries: int = Field(sa_type=SmallInteger)
    valid_until: datetime = Field(sa_column=instant())
    made_at: datetime = Field(sa_column=instant())
    made_by: UUID

    @property
    def state(self) -> LinkCodeStatus:
        return LinkCodeStatus(self.status)


class LinkTriesRow(Row, table=True):
    """How often in a row somebody gave a wrong code, and until when (UTC) no other one is looked at."""

    __tablename__ = "link_tries"

    subject: str = Field(sa_column=Column(Text, primary_key=True))
    wrong: int = Field(sa_type=SmallInteger)
    not_before: datetime = Field(sa_column=instant())


class PersonLinkRow(Row, table=True):
    """Who is signed in under `subject` is this person; whether they may look is asked anew at every look.

    `is_open`: they may, as far as was noted last; by it the database shows them the rows of the file.
    """

    __tablename__ = "person_link"
    __table_args__ = (
        Index(
            "person_link_one_subject",
            "client",
            "person",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "person_link_one_file",
            "subject",
            "client",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("person_link_by_referral", "referral", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    person: UUID | None = Field(sa_column=_person())
    subject: str = Field(sa_type=Text)
    is_open: bool
    linked_at: datetime = Field(sa_column=instant())
    revoked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_by: UUID | None = None


class ParentAllowedRow(Row, table=True):
    """From sixteen on: the young person allows this parent to see the file, from and until a moment (UTC)."""

    __tablename__ = "parent_allowed"
    __table_args__ = (
        Index(
            "parent_allowed_once", "client", "person", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
    )

    id: UUID = Field(primary_key=True)
    client: UUID = Field(sa_column=reference("client.id"))
    person: UUID = Field(sa_column=reference("person_with_say.id"))
    allowed_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ClosedItemRow(Row, table=True):
    """A part of a referral that the parents do not see. `letter`: which one, where the part is a letter."""

    __tablename__ = "closed_item"
    __table_args__ = (
        Index(
            "closed_item_once",
            "referral",
            "part",
            "letter",
            unique=True,
            postgresql_where=text("reopened_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("closed_item_by_client", "client", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    part: str = Field(sa_type=Text)
    letter: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("letter.id"), nullable=True))
    reason: str = Field(sa_type=Text)
    closed_at: datetime = Field(sa_column=instant())
    closed_by: UUID
    reopened_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    reopened_by: UUID | None = None

    @property
    def what(self) -> ClosedPart:
        return ClosedPart(self.part)

    @property
    def why(self) -> WhyClosed:
        return WhyClosed(self.reason)


class FamilyGroupPlanRow(Row, table=True):
    """A family group plan as one of the family gave it; what was replaced stays. `words`: a text, or a PDF
    as base64."""

    __tablename__ = "family_group_plan"
    __table_args__ = (
        Index(
            "family_group_plan_one_of_each",
            "client",
            "person",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    person: UUID | None = Field(sa_column=_person())
    kind: str = Field(sa_type=Text)
    words: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    put_at: datetime = Field(sa_column=instant())
    replaced_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    @property
    def what(self) -> PlanKind:
        return PlanKind(self.kind)
