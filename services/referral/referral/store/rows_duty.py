"""Tables: who stops, who is passed on, who leads a partnership, what is reported of the duty to accept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from referral.domain.onward import WAITING_ONWARD, OnwardReason, OnwardStatus
from referral.domain.stopping import Contract
from referral.domain.transfer import ClosingReason, TransferCause, TransferStatus
from referral.store.rows import Row, codes, instant, reference


class KnownContractRow(Row, table=True):
    """A read model: the contracts that `provider-registry` tells of; the days are included."""

    __tablename__ = "known_contract"
    __table_args__ = (Index("known_contract_by_provider", "provider"),)

    id: UUID = Field(primary_key=True)
    provider: UUID
    form: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    municipalities: list[str] = Field(sa_column=codes())
    status: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Date)
    valid_until: date | None = Field(sa_type=Date)
    suspended_on: date | None = Field(sa_type=Date)

    @property
    def contract(self) -> Contract:
        return Contract(
            form=self.form,
            level=self.level,
            municipalities=tuple(self.municipalities),
            status=self.status,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            suspended_on=self.suspended_on,
        )


class KnownPartnershipRow(Row, table=True):
    """A read model: the partnerships that `provider-registry` tells of; `lead` is one of the `members`."""

    __tablename__ = "known_partnership"
    __table_args__ = (Index("known_partnership_by_member", "members", postgresql_using="gin"),)

    id: UUID = Field(primary_key=True)
    region: str = Field(sa_type=Text)
    lead: UUID
    members: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    valid_from: date = Field(sa_type=Date)
    valid_until: date | None = Field(sa_type=Date)

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class KnownEnrolmentRow(Row, table=True):
    """A read model: the places that `provider-registry` tells of; the last day, if any, is included."""

    __tablename__ = "known_enrolment"

    id: UUID = Field(primary_key=True)
    provider: UUID
    valid_until: date | None = Field(sa_type=Date)


class TransferRow(Row, table=True):
    """Somebody whose `provider` stops. `grant_id`: what is to be placed elsewhere, see `follow_moved_grant`.

    `placement`: the one at that provider. `last_day`: the last one on which it can give the help.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index("transfer_one_open", "placement", unique=True, postgresql_where=text("status = 'open'")),
        Index("transfer_by_municipality", "municipality", "id"),
        Index("transfer_by_referral", "referral"),
        Index("transfer_open_by_provider", "provider", postgresql_where=text("status = 'open'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    provider: UUID
    cause: str = Field(sa_type=Text)
    last_day: date = Field(sa_type=Date)
    listed_at: datetime = Field(sa_column=instant())
    due_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    next_provider: UUID | None = None
    closing_reason: str | None = Field(default=None, sa_type=Text)

    @property
    def state(self) -> TransferStatus:
        return TransferStatus(self.status)

    @property
    def why(self) -> TransferCause:
        return TransferCause(self.cause)

    @property
    def closed_because(self) -> ClosingReason | None:
        return ClosingReason(self.closing_reason) if self.closing_reason else None


class OnwardRow(Row, table=True):
    """A provider asks to pass somebody on. `to_provider` is None while nobody is named.

    `number`: which provider in a row the next one is, over all referrals of the client. `is_back`: it had
    this young person before in this referral. `last_day`: of the help at `from_provider`, by the agreement.
    """

    __tablename__ = "onward_referral"
    __table_args__ = (
        Index(
            "onward_referral_one_waiting",
            "placement",
            unique=True,
            postgresql_where=text(
                "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(WAITING_ONWARD)))
            ),
        ),
        Index("onward_referral_by_client", "client", "id"),
        Index("onward_referral_by_referral", "referral", "id"),
        Index("onward_referral_by_municipality", "municipality", "asked_at"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    from_provider: UUID
    to_provider: UUID | None
    reason: str = Field(sa_type=Text)
    number: int
    is_back: bool
    asked_at: datetime = Field(sa_column=instant())
    due_at: datetime = Field(sa_column=instant())
    decided_at: datetime | None = Field(sa_column=instant(nullable=True))
    last_day: date | None = Field(sa_type=Date)

    @property
    def state(self) -> OnwardStatus:
        return OnwardStatus(self.status)

    @property
    def why(self) -> OnwardReason:
        return OnwardReason(self.reason)


class DutyReportRow(Row, table=True):
    """What was reported of a provider under the duty to accept: a no on a listed ground, or silence.

    `lead`: the lead of the partnership to which the question went, or to which the provider belongs.
    """

    __tablename__ = "duty_report"
    __table_args__ = (
        Index("duty_report_by_municipality", "municipality", "reported_at"),
        Index("duty_report_by_placement", "placement", unique=True),
    )

    id: UUID = Field(primary_key=True)
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=Column(Uuid, ForeignKey("referral.id"), nullable=False))
    placement: UUID = Field(sa_column=Column(Uuid, ForeignKey("placement_request.id"), nullable=False))
    provider: UUID
    lead: UUID | None
    ground: str | None = Field(sa_type=Text)
    reported_at: datetime = Field(sa_column=instant())
