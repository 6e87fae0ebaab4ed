"""The municipalities of the Netherlands, with the youth region that each belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass


class UnknownMunicipality(LookupError):
    """No municipality has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no municipality has code {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Municipality:
    """`code`: four digits (CBS). `latitude` and `longitude`: WGS 84, a point near the middle."""

    code: str
    name: str
    province: str
    youth_region: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MunicipalityRegister:
    by_code: Mapping[str, Municipality]

    def find(self, code: str) -> Municipality | None:
        return self.by_code.get(code)

    def municipality(self, code: str) -> Municipality:
        """Raises UnknownMunicipality."""
        found = self.by_code.get(code)
        if found is None:
            raise UnknownMunicipality(code)
        return found
