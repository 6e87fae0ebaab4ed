"""Forms of fields that several routes share."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from region_policy.language import Language
from wirekit.models import Answer, Day
from wirekit.problems import ReasonGiven

YOUTH_ACT_IN_FORCE = date(2015, 1, 1)
MOST_ETMALEN = 3660

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Etmalen = Annotated[int, Field(strict=True, ge=1, le=MOST_ETMALEN)]
"""Whole days of stay of 24 hours."""
Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""Of a product, in its own unit: minutes, etmalen or pieces."""
Days = Annotated[int, Field(strict=True, ge=1, le=3660)]
Cents = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
DeliveryDay = Annotated[Day, Field(ge=YOUTH_ACT_IN_FORCE)]


class ReasonTold(Answer):
    """Why something may or may not be done: a code, and the words in the language that was asked."""

    code: str
    text: str

    @classmethod
    def of(cls, reason: ReasonGiven, language: Language) -> Self:
        return cls(code=reason.code, text=reason.text.in_(language.value))
