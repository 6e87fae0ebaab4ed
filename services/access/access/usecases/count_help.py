"""How often help that nobody decides on began, stopped and runs: no young person is in it."""

from dataclasses import dataclass
from datetime import date

from access.store import contacts
from access.store.contacts import Counted
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

EVER = date(2015, 1, 1)
"""The Youth Act came into force on this day."""
NOT_BEFORE_FIRST = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")


@dataclass(frozen=True)
class Counts:
    first: date
    last: date
    counts: tuple[Counted, ...]


async def count_help(tx: Transaction, by: Organisation, *, first: date | None, last: date | None) -> Counts:
    """Of the own municipality; who manages contracts sees the regions where its office works.

    From the first day of the Youth Act up to and including today, unless told otherwise. Raises InvalidInput.
    """
    first, last = first or EVER, last or local_day(tx.now)
    if last < first:
        raise InvalidInput(errors=[FieldError("to", NOT_BEFORE_FIRST)])
    if by.kind == "municipality" and by.area is None:
        return Counts(first, last, ())
    municipality = by.area if by.kind == "municipality" else None
    # Who keeps the records is somebody else: here they are numbers.
    async with tx.seeing_all():
        found = await contacts.counts(
            tx, municipality=municipality, regions=by.regions, first=first, last=last
        )
    return Counts(first, last, tuple(found))
