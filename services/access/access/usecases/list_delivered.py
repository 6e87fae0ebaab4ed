"""Who buys sees what was delivered: a region in all of it, a municipality what it pays itself."""

from datetime import date
from uuid import UUID

from access.store import delivered
from access.store.delivered import DeliveredLine
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOT_BEFORE_FROM = Text(nl="mag niet voor de eerste dag liggen", en="may not be before the first day")


async def list_delivered(
    tx: Transaction,
    own: Organisation,
    *,
    region: str | None,
    first: date,
    last: date,
    after: UUID | None,
    limit: int,
) -> list[DeliveredLine]:
    """In the regions of this organisation, or the one that is named. Raises InvalidInput for a turned period.

    Of a region in which the organisation does not work there is nothing to see.
    """
    if last < first:
        raise InvalidInput(errors=[FieldError("to", NOT_BEFORE_FROM)])
    # A region is no party to what its providers deliver: it sees lines in codes.
    async with tx.seeing_all():
        return await delivered.delivered_in(
            tx,
            [each for each in own.regions if region in (None, each)],
            municipality=(own.area or "") if own.kind == "municipality" else None,
            first=first,
            last=last,
            after=after,
            limit=limit,
        )
