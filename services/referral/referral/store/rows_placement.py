"""Rounds in which providers are asked, the choice among them, and their questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from referral.domain.placing import ChosenBy, RoundMode, WhyNotFamily
from referral.domain.question import QuestionKind, QuestionStatus
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class RoundRow(Row, table=True):
    """The providers that were asked together for one grant.

    `shown`: between which providers the family could choose, empty where nobody recorded it (NV-12).
    `asked_by`: the organisation that asked. `warned_at`: when an urgent one was told late, once (HLM-15).
    """

    __tablename__ = "placement_round"
    __table_args__ = (Index("placement_round_by_grant", "grant_id", "id"),)

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    mode: str = Field(sa_type=Text)
    asked_by: UUID
    asked_at: datetime = Field(sa_column=instant())
    shown: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    warned_at: datetime | None = Field(sa_column=instant(nullable=True))

    @property
    def how(self) -> RoundMode:
        return RoundMode(self.mode)


class ChoiceRow(Row, table=True):
    """Which provider of a round was chosen, and by whom; one per round."""

    __tablename__ = "provider_choice"
    __table_args__ = (Index("provider_choice_by_round", "round", unique=True),)

    id: UUID = Field(primary_key=True)
    round: UUID = Field(sa_column=reference("placement_round.id"))
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    provider: UUID
    chosen_by: str = Field(sa_type=Text)
    reason: str | None = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def who(self) -> ChosenBy:
        return ChosenBy(self.chosen_by)

    @property
    def why_not_family(self) -> WhyNotFamily | None:
        return WhyNotFamily(self.reason) if self.reason else None


class QuestionRow(Row, table=True):
    """What an asked provider wants to know first. The words are sealed: they are part of the file."""

    __tablename__ = "placement_question"
    __table_args__ = (
        Index("placement_question_by_placement", "placement", "id"),
        Index(
            "placement_question_one_open",
            "placement",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    client: UUID = Field(sa_column=Column(Uuid, ForeignKey("client.id"), nullable=False))
    kind: str = Field(sa_type=Text)
    words: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    asked_at: datetime = Field(sa_column=instant())
    answer_due_at: datetime = Field(sa_column=instant())
    answer: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    answered_by: UUID | None

    @property
    def state(self) -> QuestionStatus:
        return QuestionStatus(self.status)

    @property
    def what(self) -> QuestionKind:
        return QuestionKind(self.kind)
