"""What the room `access` answers about a decision that stands ready, as far as pages show it."""

from datetime import UTC, date, datetime
from math import ceil
from uuid import UUID

from gateway.pages.access_answers import WordsRead
from gateway.pages.answers import Read, ReasonTold


class ChoiceSaid(Read):
    route: str
    budget: str | None
    intensity: str | None
    etmalen: int | None
    help_form: str | None
    product: str | None
    quantity: int | None
    days: int | None
    ceiling_cents: int | None
    ground: str | None
    place: str | None
    provider: UUID | None


class PeriodSaid(Read):
    start: date
    end: date


class SaidRead(Read):
    """What was decided; without choices it is yes to a quote."""

    kind: str | None
    intended_result: str | None
    choices: tuple[ChoiceSaid, ...]
    words: WordsRead
    authorised: PeriodSaid | None


class ReadyRead(Read):
    """`goes_at`: when it is made, unless it is taken back before."""

    version: int
    kind: str
    status: str
    quote_request: UUID | None
    goes_at: datetime
    is_yours: bool
    said: SaidRead | None
    reasons: tuple[ReasonTold, ...]
    possible_steps: tuple[str, ...]

    @property
    def stands(self) -> bool:
        return self.status == "ready"

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    @property
    def seconds_left(self) -> int:
        """Until a moment after it has gone: for a page that looks again by itself then."""
        return max(ceil((self.goes_at - datetime.now(UTC)).total_seconds()), 0) + 2

    def words_for(self, quote_request: UUID | None) -> SaidRead | None:
        """What was said and did not go, to decide anew: on the form of a decision, or that of this quote."""
        return self.said if not self.stands and self.quote_request == quote_request else None
