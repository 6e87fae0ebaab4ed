"""What the room `access` answers about quotes: asked, written, compared."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read, ReasonTold


class QuoteItem(Read):
    id: UUID
    municipality: str
    provider: UUID
    status: str
    asked_at: datetime
    due_at: datetime
    amount_cents: int | None
    illustrative: bool


class Compared(Read):
    """An answered quote beside the others; the room has put them in order."""

    quote_request: UUID
    provider: UUID
    fits: bool
    starts_on: date
    continues: bool
    illustrative: bool
    amount_cents: int


class Comparison(Read):
    items: tuple[Compared, ...]


class QuoteLine(Read):
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    tariff_cents: int
    amount_cents: int
    illustrative: bool


class QuoteRead(Read):
    id: UUID
    request: UUID
    region: str
    municipality: str
    provider: UUID
    asked_as: str
    asked_at: datetime
    due_at: datetime
    status: str
    question: str | None
    intended_result: str | None
    term_days: int | None
    reason: str | None
    age: int | None
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    complexity: str | None
    urgency: str | None
    safety_concern: bool | None
    lines: tuple[QuoteLine, ...]
    amount_cents: int | None
    illustrative: bool
    valid_from: date | None
    valid_until: date | None
    award_until: datetime | None
    plan: str | None
    declined_because: str | None
    possible_steps: tuple[str, ...]


class QuoteTried(Read):
    """`broken`: why it cannot be offered like this."""

    lines: tuple[QuoteLine, ...]
    amount_cents: int
    illustrative: bool
    broken: tuple[ReasonTold, ...]
