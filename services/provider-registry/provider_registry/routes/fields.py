"""Forms of fields that several routes share."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from provider_registry.domain.identifiers import is_cbs_code
from wirekit.field_errors import FieldRefused
from wirekit.texts import Text

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,59}$")]
OLDEST = 27
Age = Annotated[int, Field(strict=True, ge=0, le=OLDEST)]
"""In whole years."""
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639, such as `nl` or `ar`."""


def _cbs_code(value: str) -> str:
    if not is_cbs_code(value):
        raise FieldRefused(Text(nl="een CBS-code is vier cijfers", en="a CBS code is four digits"))
    return value


MunicipalityCode = Annotated[str, AfterValidator(_cbs_code)]
"""CBS code, four digits."""
