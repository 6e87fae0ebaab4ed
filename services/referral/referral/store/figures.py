"""What figures are made from: months, classes and days, and no reference to anybody."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from referral.domain.figures import Step, Waited
from referral.domain.milestones import Milestone
from referral.store.rows import CareRow, MilestoneRow, ReferralRow
from referral.store.rows_care import FirstContactRow
from referral.store.waiting import waits_still
from servicekit.transaction import Transaction

DECIDED = (Milestone.GRANTED, Milestone.WITH_PROVIDER)
TOWN = col(ReferralRow.municipality)


def _day(moment: Any) -> Any:
    return func.date(func.timezone("Europe/Amsterdam", moment))


SUBMITTED = _day(col(ReferralRow.submitted_at))


async def steps(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> Mapping[Step, Mapping[tuple[str, str], int]]:
    """How often each step was taken, by municipality and month (`2026-03`), between these days."""
    decided_on = _day(func.min(col(MilestoneRow.recorded_at)))
    decided = (
        select(TOWN.label("town"), decided_on.label("day"))
        .join(MilestoneRow, col(MilestoneRow.referral) == col(ReferralRow.id))
        .where(TOWN.in_(municipalities), col(MilestoneRow.kind).in_(DECIDED))
        .group_by(col(ReferralRow.id), TOWN)
    )
    days = {
        Step.SUBMITTED: select(TOWN.label("town"), SUBMITTED.label("day")).where(TOWN.in_(municipalities)),
        Step.DECIDED: decided,
        Step.STARTED: _care(municipalities, col(CareRow.started_on)),
        Step.ENDED: _care(municipalities, col(CareRow.stopped_on)),
    }
    return {step: await _by_month(tx, query, first, last) for step, query in days.items()}


def _care(municipalities: Collection[str], day: Any) -> Select[Any]:
    query: Select[Any] = select(TOWN.label("town"), day.label("day"))
    return query.join(CareRow, col(CareRow.referral) == col(ReferralRow.id)).where(TOWN.in_(municipalities))


async def _by_month(
    tx: Transaction, days: Select[Any], first: date, last: date
) -> Mapping[tuple[str, str], int]:
    of = days.subquery()
    month = func.to_char(of.c.day, "YYYY-MM")
    query = select(of.c.town, month, func.count()).where(of.c.day.between(first, last))
    rows = await tx.session.execute(query.group_by(of.c.town, month))
    return {(town, at): times for town, at, times in rows}


async def forms(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> Mapping[tuple[str, str], int]:
    """How often each form of care was asked, by municipality; one referral can ask several."""
    asked = select(TOWN.label("town"), func.unnest(col(ReferralRow.forms)).label("form"))
    of = asked.where(TOWN.in_(municipalities), SUBMITTED.between(first, last)).subquery()
    query = select(of.c.town, of.c.form, func.count()).group_by(of.c.town, of.c.form)
    return {(town, form): times for town, form, times in await tx.session.execute(query)}


async def waiting(tx: Transaction, municipalities: Collection[str], today: date) -> list[Waited]:
    """Every referral in which a component waits for care, since it was sent."""
    query = select(TOWN, SUBMITTED).where(TOWN.in_(municipalities), *waits_still(today))
    return [Waited(town, (today - day).days) for town, day in await tx.session.execute(query)]


async def waited_for_contact(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> list[Waited]:
    """Of the referrals whose first contact lies between these days."""
    return await _waited(tx, municipalities, FirstContactRow, col(FirstContactRow.contact_on), first, last)


async def waited_for_start(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> list[Waited]:
    """Of the referrals whose first care began between these days."""
    return await _waited(tx, municipalities, CareRow, col(CareRow.started_on), first, last)


async def _waited(
    tx: Transaction,
    municipalities: Collection[str],
    table: type[FirstContactRow] | type[CareRow],
    on: Any,
    first: date,
    last: date,
) -> list[Waited]:
    query = (
        select(TOWN, func.min(on) - SUBMITTED)
        .join(table, col(table.referral) == col(ReferralRow.id))
        .where(TOWN.in_(municipalities))
        .group_by(col(ReferralRow.id), TOWN)
        .having(func.min(on).between(first, last))
    )
    return [Waited(town, max(0, days)) for town, days in await tx.session.execute(query)]
