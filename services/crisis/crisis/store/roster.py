"""Duty lines, and who can be on call."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text, Uuid, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, col

from crisis.domain.duty_line import DutyLine, LineKind, OnCallWorker
from crisis.store.rows import Row, instant
from servicekit.tables import organisation as known_organisation
from servicekit.transaction import Transaction

FORGOTTEN = "–"
"""In place of the name of somebody who left long ago."""


class DutyLineRow(Row, table=True):
    __tablename__ = "duty_line"
    __table_args__ = (
        Index("duty_line_by_region", "region", "id"),
        Index("duty_line_by_municipality", "municipalities", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    region: str = Field(sa_type=Text)
    name_nl: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)
    municipalities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    crisis_group: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    version: int
    kind: str = Field(sa_type=Text)
    age_from: int | None = Field(sa_type=SmallInteger)
    age_to: int | None = Field(sa_type=SmallInteger)
    needs: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    planned_until: datetime | None = Field(sa_column=instant(nullable=True))

    def duty_line(self) -> DutyLine:
        return DutyLine(
            id=self.id,
            region=self.region,
            name_nl=self.name_nl,
            name_en=self.name_en,
            municipalities=frozenset(self.municipalities),
            crisis_group=frozenset(self.crisis_group),
            version=self.version,
            kind=LineKind(self.kind),
            age_from=self.age_from,
            age_to=self.age_to,
            needs=frozenset(self.needs),
        )


class OnCallWorkerRow(Row, table=True):
    """In clear text: staff, not clients, and the look-up must work when little else does.

    `left_at`: since when there is no telephone; so long after it as the policy says there is no name either.
    """

    __tablename__ = "on_call_worker"
    __table_args__ = (Index("on_call_worker_by_organisation", "organisation", "id"),)

    id: UUID = Field(primary_key=True)
    organisation: UUID
    name: str = Field(sa_type=Text)
    telephone: str | None = Field(sa_type=Text)
    version: int
    push: str | None = Field(sa_type=Text)
    left_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    def worker(self) -> OnCallWorker:
        return OnCallWorker(self.id, self.organisation, self.name, self.telephone, self.version, self.push)


async def duty_line(tx: Transaction, line_id: UUID, *, lock: bool = False) -> DutyLine | None:
    query = select(DutyLineRow).where(col(DutyLineRow.id) == line_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.duty_line() if row else None


async def duty_lines_of_region(
    tx: Transaction, region: str, *, after: UUID | None, limit: int
) -> list[DutyLine]:
    query = select(DutyLineRow).where(col(DutyLineRow.region) == region)
    if after:
        query = query.where(col(DutyLineRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(DutyLineRow.id)).limit(limit))
    return [row.duty_line() for row in rows.scalars()]


async def duty_lines_for(tx: Transaction, municipality: str) -> list[DutyLine]:
    query = select(DutyLineRow).where(col(DutyLineRow.municipalities).contains([municipality]))
    rows = await tx.session.execute(query.order_by(col(DutyLineRow.id)))
    return [row.duty_line() for row in rows.scalars()]


async def add_duty_line(tx: Transaction, line: DutyLine) -> None:
    await tx.session.execute(insert(DutyLineRow).values({"id": line.id, **_values(line)}))


async def change_duty_line(tx: Transaction, line: DutyLine) -> None:
    await tx.session.execute(update(DutyLineRow).where(col(DutyLineRow.id) == line.id).values(_values(line)))


async def set_planned_until(tx: Transaction, line_id: UUID, until: datetime) -> None:
    """So far its shifts are worked out."""
    statement = update(DutyLineRow).where(col(DutyLineRow.id) == line_id)
    await tx.session.execute(statement.values(planned_until=until))


async def planned_until(tx: Transaction, line_id: UUID) -> datetime | None:
    query = select(col(DutyLineRow.planned_until)).where(col(DutyLineRow.id) == line_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def take_line_planned_before(
    tx: Transaction, until: datetime, *, after: UUID | None
) -> DutyLine | None:
    """Lock the next line, by id, whose shifts are not worked out so far, unless another worker has it."""
    planned = col(DutyLineRow.planned_until)
    query = select(DutyLineRow).where(or_(planned.is_(None), planned < until))
    if after:
        query = query.where(col(DutyLineRow.id) > after)
    query = query.order_by(col(DutyLineRow.id)).limit(1).with_for_update(skip_locked=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.duty_line() if row else None


async def lines_of_group_member(tx: Transaction, organisation: UUID) -> list[DutyLine]:
    """Every line in whose crisis group it is, locked in the order of their ids."""
    query = select(DutyLineRow).where(col(DutyLineRow.crisis_group).contains([organisation]))
    query = query.order_by(col(DutyLineRow.id)).with_for_update().execution_options(populate_existing=True)
    return [row.duty_line() for row in (await tx.session.execute(query)).scalars()]


def _values(line: DutyLine) -> dict[str, object]:
    return {
        "region": line.region,
        "name_nl": line.name_nl,
        "name_en": line.name_en,
        "municipalities": sorted(line.municipalities),
        "crisis_group": sorted(line.crisis_group),
        "version": line.version,
        "kind": line.kind,
        "age_from": line.age_from,
        "age_to": line.age_to,
        "needs": sorted(line.needs),
    }


async def worker(tx: Transaction, worker_id: UUID) -> OnCallWorker | None:
    query = select(OnCallWorkerRow).where(col(OnCallWorkerRow.id) == worker_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.worker() if row else None


async def lock_worker(tx: Transaction, worker_id: UUID) -> OnCallWorker | None:
    query = select(OnCallWorkerRow).where(col(OnCallWorkerRow.id) == worker_id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.worker() if row else None


async def workers_of(
    tx: Transaction, organisations: Collection[UUID], *, after: UUID | None, limit: int
) -> list[OnCallWorker]:
    """Who can be on call at these organisations, by id."""
    query = select(OnCallWorkerRow).where(col(OnCallWorkerRow.organisation).in_(organisations))
    if after:
        query = query.where(col(OnCallWorkerRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(OnCallWorkerRow.id)).limit(limit))
    return [row.worker() for row in rows.scalars()]


async def workers_with_end(
    tx: Transaction, ids: Collection[UUID]
) -> dict[UUID, tuple[OnCallWorker, datetime | None]]:
    """Each worker with the moment (UTC) at which the organisation has no part in anything any more."""
    query = select(OnCallWorkerRow, known_organisation.c.active_until).outerjoin(
        known_organisation, known_organisation.c.id == col(OnCallWorkerRow.organisation)
    )
    query = query.where(col(OnCallWorkerRow.id).in_(ids)).execution_options(populate_existing=True)
    return {row.id: (row.worker(), ends) for row, ends in await tx.session.execute(query)}


async def workers_with_organisation(
    tx: Transaction, ids: Collection[UUID]
) -> dict[UUID, tuple[OnCallWorker, str | None]]:
    """Each worker with the name of the organisation, None where the register has it no longer."""
    query = select(OnCallWorkerRow, known_organisation.c.name).outerjoin(
        known_organisation, known_organisation.c.id == col(OnCallWorkerRow.organisation)
    )
    rows = await tx.session.execute(query.where(col(OnCallWorkerRow.id).in_(ids)))
    return {row.id: (row.worker(), name) for row, name in rows}


async def add_worker(tx: Transaction, worker: OnCallWorker) -> None:
    values = {"id": worker.id, "organisation": worker.organisation, "version": worker.version}
    values |= {"name": worker.name, "telephone": worker.telephone, "push": worker.push}
    await tx.session.execute(insert(OnCallWorkerRow).values(values))


async def change_worker(tx: Transaction, worker: OnCallWorker) -> None:
    values: dict[str, Any] = {"name": worker.name, "telephone": worker.telephone, "push": worker.push}
    values["left_at"] = func.coalesce(OnCallWorkerRow.left_at, tx.now) if worker.telephone is None else None
    statement = update(OnCallWorkerRow).where(col(OnCallWorkerRow.id) == worker.id)
    await tx.session.execute(statement.values(version=worker.version, **values))


async def forget_who_left(tx: Transaction, before: datetime) -> int:
    """Empty the entries of those who left before this moment; how many. Their shifts stay."""
    left = update(OnCallWorkerRow).where(
        col(OnCallWorkerRow.left_at) < before, col(OnCallWorkerRow.name) != FORGOTTEN
    )
    emptied = left.values(name=FORGOTTEN, push=None, version=OnCallWorkerRow.version + 1)
    return len((await tx.session.execute(emptied.returning(col(OnCallWorkerRow.id)))).all())
