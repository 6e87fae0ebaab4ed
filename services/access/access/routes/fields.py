"""Forms of fields that several routes share."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from wirekit.models import Day

YOUTH_ACT_IN_FORCE = date(2015, 1, 1)
MOST_ETMALEN = 3660

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Etmalen = Annotated[int, Field(strict=True, ge=1, le=MOST_ETMALEN)]
"""Whole days of stay of 24 hours."""
DeliveryDay = Annotated[Day, Field(ge=YOUTH_ACT_IN_FORCE)]
