"""Quote requests: rows and named queries. Lock the request before one of them shall change."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select, tuple_, update
from sqlmodel import col

from access.domain.quote import OPEN, DeclineReason, NotAwarded, Quote, QuoteLine, QuoteRequest, QuoteStatus
from access.store.quote_tables import QuoteRow
from access.store.tables import RequestRow
from region_policy.codes import Component, ReferrerType
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class SealedWords:
    question: Sealed
    result: Sealed | None
    reason: Sealed | None
    plan: Sealed | None


@dataclass(frozen=True)
class Place:
    """Whose a quote request is. `institution`: the certified institution that referred, if one did."""

    provider: UUID
    asked_by: UUID
    municipality: str
    region: str
    institution: UUID | None
    client: UUID
    measure_until: date | None


async def add(
    tx: Transaction,
    asked: QuoteRequest,
    *,
    question: Sealed,
    result: Sealed | None,
    reason: Sealed | None,
) -> None:
    values = {
        "id": asked.id,
        "version": asked.version,
        "status": asked.status,
        "request_id": asked.request,
        "region": asked.region,
        "municipality": asked.municipality,
        "client": asked.client,
        "provider": asked.provider,
        "asked_by": asked.asked_by,
        "asked_as": asked.asked_as,
        "asked_at": asked.asked_at,
        "due_at": asked.due_at,
        "ground": asked.ground,
        "term_days": asked.term_days,
        "question": question,
        "result": result,
        "reason": reason,
        "is_preferred": False,
    }
    await tx.session.execute(insert(QuoteRow).values(values))


async def answer(tx: Transaction, answered: QuoteRequest, plan: Sealed) -> None:
    """Store the provider's quote."""
    quote = answered.quote
    assert quote is not None, "what is answered has its quote"
    values = {
        "lines": [asdict(line) for line in quote.lines],
        "amount_cents": quote.amount_cents,
        "valid_from": quote.valid_from,
        "valid_until": quote.valid_until,
        "award_until": quote.award_until,
        "plan": plan,
    }
    await change(tx, answered, **values)


async def change(tx: Transaction, changed: QuoteRequest, **more: Any) -> None:
    """Store where a quote request stands now."""
    values = {
        "version": changed.version,
        "status": changed.status,
        "declined_because": changed.declined_because,
        "not_awarded_because": changed.not_awarded_because,
        "decision_id": changed.decision,
        "closed_at": changed.closed_at,
        **more,
    }
    await tx.session.execute(update(QuoteRow).where(col(QuoteRow.id) == changed.id).values(values))


async def quote_request(tx: Transaction, quote_request_id: UUID) -> QuoteRequest | None:
    """As it is now; lock its request first where it shall change."""
    found = await _many(tx, select(QuoteRow).where(col(QuoteRow.id) == quote_request_id))
    return found[0] if found else None


async def request_of(tx: Transaction, quote_request_id: UUID) -> UUID | None:
    """The request for which a quote was asked; it never changes."""
    query = select(col(QuoteRow.request_id)).where(col(QuoteRow.id) == quote_request_id)
    found: UUID | None = (await tx.session.execute(query)).scalar_one_or_none()
    return found


async def words_of(tx: Transaction, quote_request_id: UUID) -> SealedWords:
    query = select(col(QuoteRow.question), col(QuoteRow.result), col(QuoteRow.reason), col(QuoteRow.plan))
    row = (await tx.session.execute(query.where(col(QuoteRow.id) == quote_request_id))).one()
    return SealedWords(row.question, row.result, row.reason, row.plan)


async def place(tx: Transaction, quote_request_id: UUID) -> Place | None:
    """For the question whose it is."""
    referrer = col(RequestRow.facts)["referrer"].astext
    query = (
        select(
            col(QuoteRow.provider),
            col(QuoteRow.asked_by),
            col(QuoteRow.municipality),
            col(QuoteRow.region),
            col(RequestRow.referrer_organisation),
            col(RequestRow.client),
            col(RequestRow.measure_until),
            referrer.label("referrer"),
        )
        .join(RequestRow, col(RequestRow.id) == col(QuoteRow.request_id))
        .where(col(QuoteRow.id) == quote_request_id)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    by_institution = row.referrer == ReferrerType.CERTIFIED_INSTITUTION
    institution = row.referrer_organisation if by_institution else None
    of_it = (institution, row.client, row.measure_until)
    return Place(row.provider, row.asked_by, row.municipality, row.region, *of_it)


async def open_of(tx: Transaction, request_id: UUID) -> list[QuoteRequest]:
    """Those of a request of which something can still come."""
    query = select(QuoteRow).where(col(QuoteRow.request_id) == request_id, _is_open())
    return await _many(tx, query.order_by(col(QuoteRow.id)))


async def count_of(tx: Transaction, request_id: UUID) -> int:
    """How many quotes were ever asked for a request."""
    query = select(func.count()).select_from(QuoteRow).where(col(QuoteRow.request_id) == request_id)
    return (await tx.session.execute(query)).scalar_one()


async def of_request(
    tx: Transaction, request_id: UUID, *, after: UUID | None, limit: int
) -> list[QuoteRequest]:
    query = select(QuoteRow).where(col(QuoteRow.request_id) == request_id)
    if after:
        query = query.where(col(QuoteRow.id) > after)
    return await _many(tx, query.order_by(col(QuoteRow.id)).limit(limit))


async def of_provider(
    tx: Transaction, provider: UUID, *, only_open: bool, after: UUID | None, limit: int
) -> list[QuoteRequest]:
    """Those to one provider, the most pressing first: by end of the answer term, then by id."""
    pressing, key = col(QuoteRow.due_at), col(QuoteRow.id)
    query = select(QuoteRow).where(col(QuoteRow.provider) == provider)
    if only_open:
        query = query.where(_is_open())
    if after:
        last = select(pressing, key).where(key == after, col(QuoteRow.provider) == provider)
        query = query.where(tuple_(pressing, key) > last.scalar_subquery())
    return await _many(tx, query.order_by(pressing, key).limit(limit))


async def feed(tx: Transaction, after: UUID | None, limit: int) -> list[QuoteRequest]:
    query = select(QuoteRow).order_by(col(QuoteRow.id)).limit(limit)
    if after:
        query = query.where(col(QuoteRow.id) > after)
    return await _many(tx, query)


async def prefer(tx: Transaction, preferred: QuoteRequest) -> None:
    """Of all quotes of its request this one is preferred from now on."""
    of_it = update(QuoteRow).where(col(QuoteRow.request_id) == preferred.request)
    await tx.session.execute(of_it.where(col(QuoteRow.is_preferred)).values(is_preferred=False))
    await tx.session.execute(of_it.where(col(QuoteRow.id) == preferred.id).values(is_preferred=True))


async def preferred_of(tx: Transaction, request_id: UUID) -> UUID | None:
    query = select(col(QuoteRow.id)).where(col(QuoteRow.request_id) == request_id, col(QuoteRow.is_preferred))
    query = query.where(_is_open() | (col(QuoteRow.status) == QuoteStatus.AWARDED))
    found: UUID | None = (await tx.session.execute(query)).scalar_one_or_none()
    return found


def _is_open() -> ColumnElement[bool]:
    return col(QuoteRow.status).in_(sorted(OPEN))


async def _many(tx: Transaction, query: Select[Any]) -> list[QuoteRequest]:
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return [_quote_request(row) for row in rows.scalars()]


def _quote_request(row: QuoteRow) -> QuoteRequest:
    return QuoteRequest(
        id=row.id,
        version=row.version,
        status=QuoteStatus(row.status),
        request=row.request_id,
        region=row.region,
        municipality=row.municipality,
        client=row.client,
        provider=row.provider,
        asked_by=row.asked_by,
        asked_as=ReferrerType(row.asked_as),
        asked_at=row.asked_at,
        due_at=row.due_at,
        ground=row.ground,
        term_days=row.term_days,
        quote=_quote(row),
        declined_because=DeclineReason(row.declined_because) if row.declined_because else None,
        not_awarded_because=NotAwarded(row.not_awarded_because) if row.not_awarded_because else None,
        decision=row.decision_id,
        closed_at=row.closed_at,
    )


def _quote(row: QuoteRow) -> Quote | None:
    if row.lines is None or row.valid_from is None or row.valid_until is None or row.award_until is None:
        return None
    lines = tuple(QuoteLine(**(line | {"component": Component(line["component"])})) for line in row.lines)
    return Quote(lines, row.valid_from, row.valid_until, row.award_until)
