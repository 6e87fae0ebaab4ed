"""Forms of fields that several routes share."""

from datetime import UTC, date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from region_policy.language import Language
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Day, Moment
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

YOUTH_ACT_IN_FORCE = date(2015, 1, 1)
MOST_ETMALEN = 3660
LATEST = 2100  # a later year is a slip of the keyboard
BETWEEN_YEARS = Text(
    nl="moet liggen tussen {earliest} en {latest}", en="must lie between {earliest} and {latest}"
)

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Etmalen = Annotated[int, Field(strict=True, ge=1, le=MOST_ETMALEN)]
"""Whole days of stay of 24 hours."""
Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""Of a product, in its own unit: minutes, etmalen or pieces."""
Days = Annotated[int, Field(strict=True, ge=1, le=3660)]
Cents = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
YouthActDay = Annotated[Day, Field(ge=YOUTH_ACT_IN_FORCE)]
DeliveryDay = YouthActDay


def _under_the_youth_act(value: datetime) -> datetime:
    # The year first: at the ends of the calendar a change of time zone overflows.
    if not YOUTH_ACT_IN_FORCE.year <= value.year <= LATEST:
        years = {"earliest": YOUTH_ACT_IN_FORCE.year, "latest": LATEST}
        raise FieldRefused(BETWEEN_YEARS.format(**years))
    return value.astimezone(UTC)


YouthActMoment = Annotated[Moment, AfterValidator(_under_the_youth_act)]
"""A moment in any time zone, given on as UTC."""


class ReasonTold(Answer):
    """Why something may or may not be done: a code, and the words in the language that was asked."""

    code: str
    text: str

    @classmethod
    def of(cls, reason: ReasonGiven, language: Language) -> Self:
        return cls(code=reason.code, text=reason.text.in_(language.value))
