"""What the room `access` answers about a quote that is being written."""

from gateway.pages.access_answers import QuoteLine
from gateway.pages.answers import Read, ReasonTold


class QuoteTried(Read):
    """`broken`: why it cannot be offered like this."""

    lines: tuple[QuoteLine, ...]
    amount_cents: int
    illustrative: bool
    broken: tuple[ReasonTold, ...]
