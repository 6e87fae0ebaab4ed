"""Signals to contract managers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, any_, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.signal import Signal, SignalKind
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.mapping import every, rows_of, table_of, thing_of
from provider_registry.store.tables import EnrolmentRow, OfferRow, OrganisationRow, SignalRow
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

# What a region concludes from is the word on an enrolment; contracts have signals of their own.
ABOUT_ENROLMENTS = (SignalKind.CAPACITY_STALE, SignalKind.WAIT_OVER_NORM)


@dataclass(frozen=True)
class SignalSeen:
    signal: Signal
    provider_name: str


async def raise_signal(
    tx: Transaction, kind: SignalKind | str, region: str, provider: UUID, about: UUID, days: int | None = None
) -> None:
    """Open this signal; of one that is open already only the days change."""
    values = {"id": uuid7(), "kind": SignalKind(kind), "region": region, "provider": provider, "about": about}
    statement = upsert(table_of(SignalRow)).values({**values, "days": days, "raised_at": tx.now})
    await tx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "region", "about"],
            index_where=col(SignalRow.ended_at).is_(None),
            set_={"days": days},
        )
    )


async def end_signal(tx: Transaction, kind: SignalKind | str, region: str, about: UUID) -> None:
    """Close it; where none is open nothing happens."""
    this = (
        (col(SignalRow.kind) == SignalKind(kind))
        & (col(SignalRow.region) == region)
        & (col(SignalRow.about) == about)
    )
    closing = update(table_of(SignalRow)).where(this, col(SignalRow.ended_at).is_(None))
    await tx.session.execute(closing.values(ended_at=tx.now))


async def open_about(tx: Transaction, enrolments: Collection[UUID]) -> list[Signal]:
    """The open signals about these enrolments."""
    query = rows_of(SignalRow).where(
        col(SignalRow.about).in_(enrolments),
        col(SignalRow.kind).in_(ABOUT_ENROLMENTS),
        col(SignalRow.ended_at).is_(None),
    )
    return await every(tx, Signal, query)


async def signals_for(
    tx: Transaction,
    organisation: Organisation,
    *,
    region: str | None,
    open_only: bool,
    after: UUID | None,
    limit: int,
) -> list[SignalSeen]:
    """Those of the regions of this organisation, newest first.

    A municipality sees what is about itself: where the contract, or one under which the enrolment is
    placed, holds for it.
    """
    table, entry = table_of(SignalRow), table_of(OrganisationRow)
    query = (
        select(*table.c, entry.c.name.label("provider_name"))
        .join(entry, entry.c.id == table.c.provider)
        .where(table.c.region.in_([r for r in organisation.regions if region in (None, r)]))
    )
    if organisation.kind == "municipality":
        query = query.where(_holds_for(organisation.area or "", local_day(tx.now)))
    if open_only:
        query = query.where(table.c.ended_at.is_(None))
    if after:
        query = query.where(table.c.id < after)
    rows = (await tx.session.execute(query.order_by(table.c.id.desc()).limit(limit))).mappings().all()
    return [SignalSeen(thing_of(Signal, dict(row)), row["provider_name"]) for row in rows]


def _holds_for(municipality: str, day: date) -> ColumnElement[bool]:
    contract, signal = table_of(ContractRow), table_of(SignalRow)
    enrolment, offer = table_of(EnrolmentRow), table_of(OfferRow)
    placed_under = (
        select(enrolment.c.id)
        .join(offer, offer.c.id == enrolment.c.offer)
        .where(enrolment.c.id == signal.c.about, offer.c.care_form == contract.c.form)
        .where(or_(offer.c.municipalities == [], offer.c.municipalities.contains([municipality])))
    )
    return exists(
        select(contract.c.id).where(
            contract.c.provider == signal.c.provider,
            contract.c.municipalities.contains([municipality]),
            or_(contract.c.valid_until.is_(None), contract.c.valid_until >= day),
            signal.c.region == any_(contract.c.regions),
            or_(contract.c.id == signal.c.about, exists(placed_under)),
        )
    )
