"""All that is known of one provider, and the options that follow from it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, update
from sqlmodel import col

from provider_registry.domain.capacity import Capacity
from provider_registry.domain.contract import Contract
from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import Offer
from provider_registry.domain.option import Landscape, Option
from provider_registry.domain.organisation import OFFERS_HELP, Organisation
from provider_registry.domain.placing import CAPACITY_BITS
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.mapping import every, rows_of, table_of, values_of
from provider_registry.store.tables import (
    CapacityRow,
    EnrolmentRow,
    LocationRow,
    OfferRow,
    OptionRow,
    ReservationRow,
)
from region_policy.terms import local_day
from servicekit.transaction import Transaction

FARTHEST_YEAR = 2199


async def landscape_of(tx: Transaction, provider: Organisation) -> Landscape:
    """As it is now. The provider's entry must be locked, or another change could be missed."""
    mine = rows_of(LocationRow).where(col(LocationRow.organisation) == provider.id)
    locations = await every(tx, Location, mine)
    contracts = await every(
        tx, Contract, rows_of(ContractRow).where(col(ContractRow.provider) == provider.id)
    )
    offers = await every(tx, Offer, rows_of(OfferRow).where(col(OfferRow.provider) == provider.id))
    own = rows_of(EnrolmentRow).where(col(EnrolmentRow.provider) == provider.id)
    enrolments = await every(tx, Enrolment, own)
    ids = [enrolment.id for enrolment in enrolments]
    said = await every(tx, Capacity, rows_of(CapacityRow).where(col(CapacityRow.enrolment).in_(ids)))
    return Landscape(
        provider=provider.id,
        # Who refers or decides from now on offers nothing any more (NV-02).
        active_until=_last_day(provider.active_until) if provider.kind in OFFERS_HELP else date.min,
        contracts=tuple(contracts),
        locations={location.id: location for location in locations},
        offers={offer.id: offer for offer in offers},
        enrolments=tuple(enrolments),
        capacities={capacity.enrolment: capacity for capacity in said},
        leased=_with_before(enrolments, await leased(tx, ids)),
    )


def _last_day(active_until: datetime | None) -> date | None:
    """The day of the last moment before it; None where that is too far away to be meant."""
    if active_until is None or active_until.year > FARTHEST_YEAR:
        return None
    return local_day(active_until - timedelta(microseconds=1))


def _with_before(enrolments: Iterable[Enrolment], counted: dict[UUID, int]) -> dict[UUID, int]:
    """A place that is held goes along where the bed comes to another intensity: it is the same bed."""
    before = {each.id: counted.get(each.follows, 0) for each in enrolments if each.follows}
    return {id: counted.get(id, 0) + before.get(id, 0) for id in counted.keys() | before.keys()}


async def leased(tx: Transaction, enrolments: Iterable[UUID]) -> dict[UUID, int]:
    """Places of each enrolment that are held now, or were taken since the last word on them."""
    held = (col(ReservationRow.status) == "held") & (col(ReservationRow.until) > tx.now)
    taken = (col(ReservationRow.status) == "taken") & or_(
        col(CapacityRow.as_of).is_(None), col(ReservationRow.taken_at) > col(CapacityRow.as_of)
    )
    query = (
        select(col(ReservationRow.enrolment), func.count())
        .outerjoin(CapacityRow, col(CapacityRow.enrolment) == col(ReservationRow.enrolment))
        .where(col(ReservationRow.enrolment).in_(list(enrolments)), or_(held, taken))
        .group_by(col(ReservationRow.enrolment))
    )
    return {row[0]: row[1] for row in await tx.session.execute(query)}


async def replace_options(tx: Transaction, provider: UUID, options: Iterable[Option]) -> None:
    table = table_of(OptionRow)
    await tx.session.execute(delete(table).where(table.c.provider == provider))
    rows = [values_of(option) for option in options]
    if rows:
        await tx.session.execute(insert(table), rows)


async def change_capacity(tx: Transaction, enrolment: UUID, capacity_part: int, wait_days: int) -> None:
    """Bring the options of this enrolment to what was said of its places; where they lie stays."""
    table = table_of(OptionRow)
    where_it_lies = table.c.turn.op("&")(-1 << CAPACITY_BITS)
    turn = where_it_lies.op("|")(capacity_part)
    this = update(table).where(table.c.enrolment == enrolment)
    await tx.session.execute(this.values(turn=turn, wait_days=wait_days))
