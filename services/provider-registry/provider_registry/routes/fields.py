"""Forms of fields that several routes share."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from provider_registry.domain.identifiers import is_cbs_code
from wirekit.field_errors import FieldRefused
from wirekit.models import Day
from wirekit.texts import Text

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,59}$")]
OLDEST = 27
Age = Annotated[int, Field(strict=True, ge=0, le=OLDEST)]
"""In whole years."""
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639, such as `nl` or `ar`."""

PlanDay = Annotated[Day, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
"""A day on which something can begin or end; what lies further away is a slip of the pen."""


def _cbs_code(value: str) -> str:
    if not is_cbs_code(value):
        raise FieldRefused(Text(nl="een CBS-code is vier cijfers", en="a CBS code is four digits"))
    return value


MunicipalityCode = Annotated[str, AfterValidator(_cbs_code)]
"""CBS code, four digits."""
