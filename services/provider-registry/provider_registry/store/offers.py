"""Offers, where they are given, and at which intensity."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.store.mapping import every, first, rows_of
from provider_registry.store.tables import EnrolmentRow, LocationRow, OfferRow
from servicekit.transaction import Transaction


async def offer(tx: Transaction, offer_id: UUID) -> Offer | None:
    return await first(tx, Offer, rows_of(OfferRow).where(col(OfferRow.id) == offer_id))


async def offers_of(
    tx: Transaction, provider: UUID, after: UUID | None, limit: int, *, published_only: bool
) -> list[Offer]:
    query = rows_of(OfferRow).where(col(OfferRow.provider) == provider)
    if published_only:
        query = query.where(col(OfferRow.status) == OfferStatus.PUBLISHED)
    if after:
        query = query.where(col(OfferRow.id) > after)
    return await every(tx, Offer, query.order_by(col(OfferRow.id)).limit(limit))


async def location(tx: Transaction, location_id: UUID) -> Location | None:
    return await first(tx, Location, rows_of(LocationRow).where(col(LocationRow.id) == location_id))


async def locations_of(tx: Transaction, organisation: UUID) -> list[Location]:
    query = rows_of(LocationRow).where(col(LocationRow.organisation) == organisation)
    return await every(tx, Location, query.order_by(col(LocationRow.id)))


async def enrolment(tx: Transaction, enrolment_id: UUID) -> Enrolment | None:
    return await first(tx, Enrolment, rows_of(EnrolmentRow).where(col(EnrolmentRow.id) == enrolment_id))


async def enrolments_of_offers(tx: Transaction, offers: Sequence[UUID]) -> list[Enrolment]:
    """Those of these offers, past ones too, the oldest first."""
    query = rows_of(EnrolmentRow).where(col(EnrolmentRow.offer).in_(offers))
    return await every(tx, Enrolment, query.order_by(col(EnrolmentRow.valid_from), col(EnrolmentRow.id)))


async def enrolments_of(
    tx: Transaction, provider: UUID, after: UUID | None = None, limit: int | None = None
) -> list[Enrolment]:
    query = rows_of(EnrolmentRow).where(col(EnrolmentRow.provider) == provider)
    if after:
        query = query.where(col(EnrolmentRow.id) > after)
    return await every(tx, Enrolment, query.order_by(col(EnrolmentRow.id)).limit(limit))


async def provider_of_offer(tx: Transaction, offer_id: UUID) -> UUID | None:
    query = select(col(OfferRow.provider)).where(col(OfferRow.id) == offer_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def provider_of_enrolment(tx: Transaction, enrolment_id: UUID) -> UUID | None:
    query = select(col(EnrolmentRow.provider)).where(col(EnrolmentRow.id) == enrolment_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def count_of_enrolments(tx: Transaction, offer_id: UUID) -> int:
    query = select(func.count()).where(col(EnrolmentRow.offer) == offer_id)
    return (await tx.session.execute(query)).scalar_one()


async def enrolments_with_offers(
    tx: Transaction, after: UUID | None, limit: int
) -> list[tuple[Enrolment, Offer]]:
    query = rows_of(EnrolmentRow).order_by(col(EnrolmentRow.id)).limit(limit)
    page = await every(tx, Enrolment, query.where(col(EnrolmentRow.id) > after) if after else query)
    offered = rows_of(OfferRow).where(col(OfferRow.id).in_({each.offer for each in page}))
    by_id = {offer.id: offer for offer in await every(tx, Offer, offered)}
    return [(each, by_id[each.offer]) for each in page]
