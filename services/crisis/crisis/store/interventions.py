"""What was answered at a triage, how alarms ended, and exit plans."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Text, Uuid, delete, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Field, col

from crisis.domain.intervention import ExitPlan, NoCrisis, NoCrisisReason
from crisis.domain.triage import Triage, TriageAdvice, TriageAnswer
from crisis.store.rows import Row, instant
from servicekit.transaction import Transaction


class TriageRow(Row, table=True):
    """Every time that the questions were answered is kept; the last counts."""

    __tablename__ = "alarm_triage"
    __table_args__ = (Index("alarm_triage_by_alarm", "alarm", "answered_at"),)

    id: UUID = Field(primary_key=True)
    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=False))
    answers: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    advice: str = Field(sa_type=Text)
    answered_by: UUID
    answered_at: datetime = Field(sa_column=instant())

    def triage(self) -> Triage:
        return Triage(
            id=self.id,
            alarm=self.alarm,
            answers={question: TriageAnswer(answer) for question, answer in self.answers.items()},
            advice=TriageAdvice(self.advice),
            answered_by=self.answered_by,
            answered_at=self.answered_at,
        )


class NoCrisisRow(Row, table=True):
    """Names of professionals, and of no one else."""

    __tablename__ = "alarm_no_crisis"

    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), primary_key=True))
    decided_by_worker: UUID | None
    decided_by_name: str | None = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    accepted_by_organisation: str = Field(sa_type=Text)
    accepted_by_name: str = Field(sa_type=Text)


class ExitPlanRow(Row, table=True):
    __tablename__ = "exit_plan"

    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), primary_key=True))
    since: date
    planned_end: date | None
    due_on: date
    owner: str = Field(sa_type=Text)
    made_at: datetime | None = Field(sa_column=instant(nullable=True))
    made_by: UUID | None


async def add_triage(tx: Transaction, triage: Triage) -> None:
    values: dict[str, Any] = {
        "id": triage.id,
        "alarm": triage.alarm,
        "answers": {question: answer.value for question, answer in triage.answers.items()},
        "advice": triage.advice,
        "answered_by": triage.answered_by,
        "answered_at": triage.answered_at,
    }
    await tx.session.execute(insert(TriageRow).values(values))


async def triage(tx: Transaction, triage_id: UUID) -> Triage | None:
    row = (
        await tx.session.execute(select(TriageRow).where(col(TriageRow.id) == triage_id))
    ).scalar_one_or_none()
    return row.triage() if row else None


async def last_triage(tx: Transaction, alarm_id: UUID) -> Triage | None:
    query = select(TriageRow).where(col(TriageRow.alarm) == alarm_id)
    newest = query.order_by(col(TriageRow.answered_at).desc(), col(TriageRow.id).desc()).limit(1)
    row = (await tx.session.execute(newest)).scalar_one_or_none()
    return row.triage() if row else None


async def add_no_crisis(tx: Transaction, alarm_id: UUID, said: NoCrisis) -> None:
    values = {
        "alarm": alarm_id,
        "decided_by_worker": said.decided_by_worker,
        "decided_by_name": said.decided_by_name,
        "reason": said.reason,
        "accepted_by_organisation": said.accepted_by_organisation,
        "accepted_by_name": said.accepted_by_name,
    }
    await tx.session.execute(insert(NoCrisisRow).values(values))


async def no_crisis(tx: Transaction, alarm_id: UUID) -> NoCrisis | None:
    query = select(NoCrisisRow).where(col(NoCrisisRow.alarm) == alarm_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    return NoCrisis(
        decided_by_worker=row.decided_by_worker,
        decided_by_name=row.decided_by_name,
        reason=NoCrisisReason(row.reason),
        accepted_by_organisation=row.accepted_by_organisation,
        accepted_by_name=row.accepted_by_name,
    )


async def keep_exit_plan(tx: Transaction, plan: ExitPlan) -> None:
    """Store it, or bring what is stored to it."""
    values = {
        "since": plan.since,
        "planned_end": plan.planned_end,
        "due_on": plan.due_on,
        "owner": plan.owner,
        "made_at": plan.made_at,
        "made_by": plan.made_by,
    }
    statement = upsert(ExitPlanRow).values({"alarm": plan.alarm, **values})
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["alarm"], set_=values))


async def drop_exit_plan(tx: Transaction, alarm_id: UUID) -> None:
    """Unless it was made."""
    row = ExitPlanRow
    await tx.session.execute(delete(row).where(col(row.alarm) == alarm_id, col(row.made_at).is_(None)))


async def exit_plan(tx: Transaction, alarm_id: UUID) -> ExitPlan | None:
    """Its alarm must be locked before it changes."""
    query = select(ExitPlanRow).where(col(ExitPlanRow.alarm) == alarm_id)
    row = (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        return None
    return ExitPlan(
        alarm=row.alarm,
        since=row.since,
        planned_end=row.planned_end,
        due_on=row.due_on,
        owner=row.owner,
        made_at=row.made_at,
        made_by=row.made_by,
    )
