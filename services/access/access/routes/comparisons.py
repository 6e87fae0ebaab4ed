"""Quotes beside each other."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter

from access.domain.comparison import Compared, Part
from access.domain.quote import QuoteStatus
from access.usecases.compare_quotes import compare_quotes as compare
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["quotes"])


class ComparedRead(Answer):
    """`asked`: what was asked for or determined; `lacking`: what of it this quote does not cover.

    `continues`: this provider helps the same young person already. The amount comes last, here and in the
    order.
    """

    quote_request: UUID
    provider: UUID
    status: QuoteStatus
    fits: bool
    asked: tuple[Part, ...]
    lacking: tuple[Part, ...]
    starts_on: date
    ends_on: date
    continues: bool
    illustrative: bool
    amount_cents: int

    @classmethod
    def of(cls, compared: Compared) -> Self:
        return cls(
            quote_request=compared.request.id,
            provider=compared.request.provider,
            status=compared.request.status,
            fits=compared.fits,
            asked=compared.asked,
            lacking=compared.lacking,
            starts_on=compared.quote.valid_from,
            ends_on=compared.quote.valid_until,
            continues=compared.continues,
            illustrative=compared.quote.illustrative,
            amount_cents=compared.quote.amount_cents,
        )


class ComparisonRead(Answer):
    items: tuple[ComparedRead, ...]


@router.get(
    "/requests/{request_id}/quote-comparison",
    summary="The answered quotes: fit first, then start and continuity, the price last",
)
async def compare_quotes(request_id: UUID, tx: Tx) -> ComparisonRead:
    return ComparisonRead(items=tuple(map(ComparedRead.of, await compare(tx, request_id))))
